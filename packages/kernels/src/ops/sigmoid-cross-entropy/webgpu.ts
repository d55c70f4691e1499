import { lossGradientKernel, lossKernel } from '../../webgpu/loss.ts';

export const sigmoidCrossEntropyWgsl = lossKernel(
  'TandemSigmoidCrossEntropy',
  'fn loss(s: Score, t: f32) -> f32 { return s.entropy; }',
);

export const sigmoidCrossEntropyGradientWgsl = lossGradientKernel(
  'TandemSigmoidCrossEntropyGradient',
  'fn slope(s: Score, t: f32) -> f32 { return s.p * (1.0 - t) - s.rest * t; }',
);
