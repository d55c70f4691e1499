import { STEP } from '../../wasm/elementwise.ts';
import { sizeOf } from '../../wasm/heap.ts';
import type { WasmKernel } from '../../wasm/kernel.ts';
import type { AverageStepOptions } from './average-step.ts';

export const averageStepWasm: WasmKernel<AverageStepOptions> = {
  name: 'TandemAverageStep',
  run: ({ inputs: { average, value }, attributes: { decay }, heap }) => {
    const output = heap.output(average!.shape);
    const size = sizeOf(average!);
    heap.run('averageStep', {
      parameters: [...[average!, value!, output].map((tensor) => heap.address(tensor)), size],
      numbers: [decay, 1 - decay],
      items: Math.ceil(size / STEP),
      work: 2 * size,
    });
    return output;
  },
};
