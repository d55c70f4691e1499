export * from './balanced-cross-entropy.ts';
export type { BoxWeight } from './box-weight.ts';
export * from './centerness.ts';
export * from './centerness-target.ts';
export * from './ciou.ts';
export { type CrossEntropyLossOptions, crossEntropy, crossEntropyOptions } from './cross-entropy.ts';
export type { DeltaLossOptions } from './delta-loss.ts';
export * from './diou.ts';
export * from './distribution-focal.ts';
export * from './focal.ts';
export * from './giou.ts';
export * from './iou.ts';
export * from './iou-quality.ts';
export * from './l1.ts';
export {
  type Floor,
  type FloorOptions,
  fixedNormalizer,
  fixedNormalizerOptions,
  type Normalizer,
  positives,
  positivesOptions,
  positivesPerImage,
  positivesPerImageOptions,
  sumOfAlignment,
  sumOfAlignmentOptions,
  sumOfWeights,
  sumOfWeightsOptions,
} from './normalizer.ts';
export * from './objectness.ts';
export type { OverlapLossOptions } from './overlap-loss.ts';
export * from './quality-focal.ts';
export * from './smooth-l1.ts';
export * from './sum-losses.ts';
export type { QualityTarget } from './target-quality.ts';
export * from './varifocal.ts';
export * from './weighted.ts';
