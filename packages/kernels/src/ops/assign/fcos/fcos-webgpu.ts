import { boxFrom } from '../../../webgpu/box-from.ts';
import type { WgslKernel } from '../../../webgpu/kernel.ts';
import type { FcosOptions } from './assign-fcos.ts';

export const assignFcosWgsl: WgslKernel<Required<FcosOptions>> = {
  name: 'TandemAssignFcos',
  run: ({ read, attributes: { radius }, tensor, each }) => {
    const [centers, strides, ranges] = [read('centers'), read('strides'), read('ranges')];
    const [validPriors, truthBoxes, truthMask] = [read('validPriors'), read('truthBoxes'), read('truthMask')];
    const [batch, priors] = validPriors.shape as [number, number];
    const gtIndex = tensor([batch, priors], { dtype: 'int32' });
    each(batch * priors, {
      reads: { centers, strides, ranges, validPriors, truthBoxes, truthMask },
      writes: { gtIndex },
      integers: { priors, truths: truthMask.shape[1]! },
      floats: { radius },
      code: `${boxFrom('truthBoxes')}
fn element(i: i32) {
  let image = i / u.priors;
  let prior = i % u.priors;
  let place = vec2<f32>(centers[2 * prior], centers[2 * prior + 1]);
  let reach = strides[prior] * u.radius;
  var smallest = 0.0;
  var index = -1;
  for (var g = 0; g < u.truths && validPriors[i] > 0.0; g++) {
    let truth = image * u.truths + g;
    if (!(truthMask[truth] > 0.0)) { continue; }
    let box = truthBoxesBox(truth);
    let area = (box.z - box.x) * (box.w - box.y);
    if (index >= 0 && !(area < smallest)) { continue; }
    if (!(all(place > box.xy) && all(place < box.zw))) { continue; }
    if (u.radius > 0.0) {
      let middle = (box.xy + box.zw) / 2.0;
      if (!(all(place > middle - reach) && all(place < middle + reach))) { continue; }
    }
    let before = place - box.xy;
    let after = box.zw - place;
    let farthest = max(max(before.x, before.y), max(after.x, after.y));
    if (farthest < ranges[2 * prior] || farthest > ranges[2 * prior + 1]) { continue; }
    smallest = area;
    index = g;
  }
  gtIndex[i] = index;
}`,
    });
    return gtIndex;
  },
};
