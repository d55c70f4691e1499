import { sizeOf } from '../../host/kernel.ts';
import type { WgslKernel } from '../../webgpu/kernel.ts';
import { widthOf } from '../../webgpu/values.ts';
import type { AverageStepOptions } from './average-step.ts';

export const averageStepWgsl: WgslKernel<AverageStepOptions> = {
  name: 'TandemAverageStep',
  run: ({ read, attributes: { decay }, tensor, each }) => {
    const [average, value] = [read('average'), read('value')];
    const moved = tensor(average.shape);
    const width = widthOf(sizeOf(average.shape));
    each(sizeOf(average.shape) / width, {
      reads: { average, value },
      writes: { moved },
      values: ['average', 'value', 'moved'],
      width,
      floats: { decay, rest: 1 - decay },
      code: 'fn element(i: i32) { moved[i] = u.decay * average[i] + u.rest * value[i]; }',
    });
    return moved;
  },
};
