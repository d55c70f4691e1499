import { lossGradientKernel, lossKernel } from '../../webgpu/loss.ts';
import type { SigmoidFocalOptions } from './sigmoid-focal.ts';

const floats = ({ alpha, gamma }: Required<SigmoidFocalOptions>) => ({ alpha, gamma });

const weight = `
fn weightOf(t: f32) -> f32 {
  return select(u.alpha * t + (1.0 - u.alpha) * (1.0 - t), 1.0, u.alpha < 0.0);
}`;

export const sigmoidFocalWgsl = lossKernel(
  'TandemSigmoidFocal',
  `${weight}
fn loss(s: Score, t: f32) -> f32 {
  return weightOf(t) * power(s.p * (1.0 - t) + s.rest * t, u.gamma) * s.entropy;
}`,
  floats,
);

/** With d the distance, `d' = (1 - 2y) p (1 - p)`: `α_y (d^γ (p - y) + γ d^(γ-1) d' BCE)`. */
export const sigmoidFocalGradientWgsl = lossGradientKernel(
  'TandemSigmoidFocalGradient',
  `${weight}
fn slope(s: Score, t: f32) -> f32 {
  let d = s.p * (1.0 - t) + s.rest * t;
  let rise = (1.0 - 2.0 * t) * s.p * s.rest * s.entropy;
  var bend = 0.0;
  if (rise != 0.0 && u.gamma != 0.0) { bend = u.gamma * power(d, u.gamma - 1.0) * rise; }
  return weightOf(t) * (power(d, u.gamma) * (s.p * (1.0 - t) - s.rest * t) + bend);
}`,
  floats,
);
