import { lossGradientKernel, lossKernel } from '../../webgpu/loss.ts';
import type { QualityFocalOptions } from './quality-focal.ts';

const floats = ({ beta }: Required<QualityFocalOptions>) => ({ beta });

export const qualityFocalWgsl = lossKernel(
  'TandemQualityFocal',
  `
fn loss(s: Score, t: f32) -> f32 {
  return power(abs(s.p * (1.0 - t) - s.rest * t), u.beta) * s.entropy;
}`,
  floats,
);

/** With e = p - y: `|e|^β e + β |e|^(β-1) sign(e) p (1 - p) BCE`. */
export const qualityFocalGradientWgsl = lossGradientKernel(
  'TandemQualityFocalGradient',
  `
fn slope(s: Score, t: f32) -> f32 {
  let e = s.p * (1.0 - t) - s.rest * t;
  let size = abs(e);
  var bend = 0.0;
  if (size != 0.0) { bend = u.beta * power(size, u.beta - 1.0) * sign(e); }
  return power(size, u.beta) * e + bend * s.p * s.rest * s.entropy;
}`,
  floats,
);
