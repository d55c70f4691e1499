export * from './centerness.ts';
export * from './centerness-target.ts';
export * from './focal.ts';
export * from './giou.ts';
export {
  type Floor,
  type FloorOptions,
  fixedNormaliser,
  type Normaliser,
  positives,
  positivesPerImage,
  sumOfAlignment,
  sumOfWeights,
} from './normaliser.ts';
export * from './quality-focal.ts';
export * from './sum-losses.ts';
export * from './weighted.ts';
