import { floatsOf, type HostKernel, integer, shapeOf } from '../../../host/kernel.ts';
import type { FcosOptions } from './assign-fcos.ts';

const round = Math.fround;

export const assignFcosKernel: HostKernel<Required<FcosOptions>> = {
  name: 'TandemAssignFcos',
  outputs: (inputs) => [integer(shapeOf(inputs, 'validPriors'))],
  run: (inputs, outputs, { radius }) => {
    const centers = floatsOf(inputs, 'centers');
    const strides = floatsOf(inputs, 'strides');
    const ranges = floatsOf(inputs, 'ranges');
    const validPriors = floatsOf(inputs, 'validPriors');
    const truthBoxes = floatsOf(inputs, 'truthBoxes');
    const truthMask = floatsOf(inputs, 'truthMask');
    const gtIndex = outputs[0]!.values as Int32Array;
    const [batch, priors] = shapeOf(inputs, 'validPriors') as [number, number];
    const truths = shapeOf(inputs, 'truthMask')[1]!;
    const smallest = new Float64Array(priors);
    gtIndex.fill(-1);
    for (let b = 0; b < batch; b++) {
      smallest.fill(Infinity);
      for (let g = 0; g < truths; g++) {
        const truth = b * truths + g;
        if (!(truthMask[truth]! > 0)) continue;
        const [x1, y1, x2, y2] = truthBoxes.subarray(4 * truth, 4 * truth + 4) as unknown as Box;
        const area = round(round(x2 - x1) * round(y2 - y1));
        const middleX = round(round(x1 + x2) / 2);
        const middleY = round(round(y1 + y2) / 2);
        for (let prior = 0; prior < priors; prior++) {
          if (!(area < smallest[prior]!) || !(validPriors[b * priors + prior]! > 0)) continue;
          const x = centers[2 * prior]!;
          const y = centers[2 * prior + 1]!;
          if (!(x > x1 && y > y1 && x < x2 && y < y2)) continue;
          const reach = round(strides[prior]! * radius);
          if (
            radius > 0 &&
            !(
              x > round(middleX - reach) &&
              y > round(middleY - reach) &&
              x < round(middleX + reach) &&
              y < round(middleY + reach)
            )
          )
            continue;
          const farthest = Math.max(round(x - x1), round(y - y1), round(x2 - x), round(y2 - y));
          if (farthest < ranges[2 * prior]! || farthest > ranges[2 * prior + 1]!) continue;
          gtIndex[b * priors + prior] = g;
          smallest[prior] = area;
        }
      }
    }
  },
};

type Box = readonly [number, number, number, number];
