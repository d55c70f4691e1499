import { float, floatOutputs, floatsOf, type HostKernel, shapeOf } from '../../host/kernel.ts';
import type { QualityFocalOptions } from './quality-focal.ts';

type Attributes = Required<QualityFocalOptions>;

export const qualityFocalKernel: HostKernel<Attributes> = {
  name: 'TandemQualityFocal',
  outputs: (inputs) => [float(shapeOf(inputs, 'logits'))],
  run: (inputs, outputs, { beta }) => {
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
      const difference = p * (1 - target) - rest * target;
      const entropy = Math.max(x, 0) - x * target + Math.log1p(exponential);
      y[i] = (beta === 2 ? difference * difference : Math.abs(difference) ** beta) * entropy;
    }
  },
};

/** With e = p - y: `|e|^β e + β |e|^(β-1) sign(e) p (1 - p) BCE`. */
export const qualityFocalGradientKernel: HostKernel<Attributes> = {
  name: 'TandemQualityFocalGradient',
  outputs: (inputs) => [float(shapeOf(inputs, 'logits'))],
  run: (inputs, outputs, { beta }) => {
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
      const difference = p * (1 - target) - rest * target;
      const entropy = Math.max(x, 0) - x * target + Math.log1p(exponential);
      const size = Math.abs(difference);
      // d|e|^β / de, which is 0 at e = 0 for the β > 1 in use
      const bend =
        size === 0 ? 0 : beta === 2 ? 2 * difference : beta * size ** (beta - 1) * Math.sign(difference);
      const factor = beta === 2 ? size * size : size ** beta;
      dx[i] = dy[i]! * (factor * difference + bend * p * rest * entropy);
    }
  },
};
