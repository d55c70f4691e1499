import type { NativeKernel } from '../../tensorflow/native.ts';
import type { AdamwFactors } from './adamw-step.ts';

export const adamwStepNative: NativeKernel<AdamwFactors> = {
  name: 'TandemAdamwStep',
  run: (
    { op, scalar },
    { weight, mean, meanSquare, gradient },
    { kept, stepSize, correction, beta1, beta2, epsilon },
  ) => {
    const scaled = (x: Parameters<typeof op>[1][number], factor: number) => op('Mul', [x, scalar(factor)]);
    const m = op('AddV2', [scaled(mean!, beta1), scaled(gradient!, 1 - beta1)]);
    const s = op('AddV2', [scaled(meanSquare!, beta2), scaled(op('Square', [gradient!]), 1 - beta2)]);
    const root = op('AddV2', [scaled(op('Sqrt', [s]), correction), scalar(epsilon)]);
    const old = kept === 1 ? weight! : scaled(weight!, kept);
    return [op('Sub', [old, op('RealDiv', [scaled(m, stepSize), root])]), m, s];
  },
};
