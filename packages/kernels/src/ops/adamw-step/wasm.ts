import { STEP } from '../../wasm/elementwise.ts';
import { sizeOf } from '../../wasm/heap.ts';
import type { WasmKernel } from '../../wasm/kernel.ts';
import type { AdamwFactors } from './adamw-step.ts';

export const adamwStepWasm: WasmKernel<AdamwFactors> = {
  name: 'TandemAdamwStep',
  run: ({ inputs, attributes: { kept, stepSize, correction, beta1, beta2, epsilon }, heap }) => {
    const { shape } = inputs['weight']!;
    const outputs = [heap.output(shape), heap.output(shape), heap.output(shape)];
    const size = sizeOf(inputs['weight']!);
    const read = ['weight', 'mean', 'meanSquare', 'gradient'].map((name) => heap.address(inputs[name]!));
    heap.run('adamwStep', {
      parameters: [...read, ...outputs.map((tensor) => heap.address(tensor)), size],
      numbers: [kept, stepSize, correction, beta1, 1 - beta1, beta2, 1 - beta2, epsilon],
      items: Math.ceil(size / STEP),
      work: 12 * size,
    });
    return outputs;
  },
};
