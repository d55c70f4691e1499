import { float, floatOutputs, floatsOf, type HostKernel, shapeOf } from '../../host/kernel.ts';
import type { SigmoidFocalOptions } from './sigmoid-focal.ts';

type Attributes = Required<SigmoidFocalOptions>;

export const sigmoidFocalKernel: HostKernel<Attributes> = {
  name: 'TandemSigmoidFocal',
  outputs: (inputs) => [float(shapeOf(inputs, 'logits'))],
  run: (inputs, outputs, { alpha, gamma }) => {
    const logits = floatsOf(inputs, 'logits');
    const targets = floatsOf(inputs, 'targets');
    const [y] = floatOutputs(outputs) as [Float32Array];
    for (let i = 0; i < logits.length; i++) {
      const x = logits[i]!;
      const target = targets[i]!;
      const exponential = Math.exp(-Math.abs(x));
      const likely = 1 / (1 + exponential);
      const unlikely = exponential * likely;
      const p = x > 0 ? likely : unlikely;
      const rest = x > 0 ? unlikely : likely;
      const weight = alpha < 0 ? 1 : alpha * target + (1 - alpha) * (1 - target);
      const entropy = Math.max(x, 0) - x * target + Math.log1p(exponential);
      const distance = p * (1 - target) + rest * target;
      y[i] = weight * power(distance, gamma) * entropy;
    }
  },
};

/** With d the distance, `d' = (1 - 2y) p (1 - p)`: `α_y (d^γ (p - y) + γ d^(γ-1) d' BCE)`. */
export const sigmoidFocalGradientKernel: HostKernel<Attributes> = {
  name: 'TandemSigmoidFocalGradient',
  outputs: (inputs) => [float(shapeOf(inputs, 'logits'))],
  run: (inputs, outputs, { alpha, gamma }) => {
    const logits = floatsOf(inputs, 'logits');
    const targets = floatsOf(inputs, 'targets');
    const dy = floatsOf(inputs, 'dy');
    const [dx] = floatOutputs(outputs) as [Float32Array];
    for (let i = 0; i < logits.length; i++) {
      const x = logits[i]!;
      const target = targets[i]!;
      const exponential = Math.exp(-Math.abs(x));
      const likely = 1 / (1 + exponential);
      const unlikely = exponential * likely;
      const p = x > 0 ? likely : unlikely;
      const rest = x > 0 ? unlikely : likely;
      const weight = alpha < 0 ? 1 : alpha * target + (1 - alpha) * (1 - target);
      const entropy = Math.max(x, 0) - x * target + Math.log1p(exponential);
      const distance = p * (1 - target) + rest * target;
      const slope = (1 - 2 * target) * p * rest * entropy;
      const bend = slope === 0 || gamma === 0 ? 0 : gamma * power(distance, gamma - 1) * slope;
      dx[i] = dy[i]! * weight * (power(distance, gamma) * (p * (1 - target) - rest * target) + bend);
    }
  },
};

/** base ** exponent, quick for the usual exponents. */
function power(base: number, exponent: number): number {
  if (exponent === 2) return base * base;
  return exponent === 1 ? base : base ** exponent;
}
