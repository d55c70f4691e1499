import { STEP } from '../../wasm/elementwise.ts';
import { sizeOf } from '../../wasm/heap.ts';
import type { WasmKernel } from '../../wasm/kernel.ts';
import type { SgdStepOptions } from './sgd-step.ts';

export const sgdStepWasm: WasmKernel<Required<SgdStepOptions>> = {
  name: 'TandemSgdStep',
  run: ({ inputs, attributes: { learningRate, momentum, weightDecay, nesterov }, heap }) => {
    const weight = inputs['weight']!;
    const outputs = [heap.output(weight.shape), heap.output(weight.shape)];
    const size = sizeOf(weight);
    const read = ['weight', 'velocity', 'gradient'].map((name) => heap.address(inputs[name]!));
    heap.run('sgdStep', {
      parameters: [...read, ...outputs.map((tensor) => heap.address(tensor)), size, Number(nesterov)],
      numbers: [learningRate, momentum, weightDecay],
      items: Math.ceil(size / STEP),
      work: 4 * size,
    });
    return outputs;
  },
};
