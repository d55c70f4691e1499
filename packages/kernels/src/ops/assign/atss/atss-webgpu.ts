import { bestOfWorkgroup, byRank } from '../../../webgpu/best-of-workgroup.ts';
import { boxFrom } from '../../../webgpu/box-from.ts';
import type { WgslKernel } from '../../../webgpu/kernel.ts';
import { LANES } from '../../../webgpu/workgroup-sum.ts';
import { claimWinner } from '../shared/claims-webgpu.ts';
import { singlePrecisionWgsl } from '../shared/single-precision-wgsl.ts';
import type { AtssOptions } from './assign-atss.ts';

type Attributes = Required<AtssOptions> & { readonly levelCounts: readonly number[] };

/**
 * Three dispatches, memory O(B·A + B·G·L·topK): each object finds the nearest priors of every level and its
 * threshold, and claims the positives among them; the highest overlap of a prior wins, then the lowest object.
 */
export const assignAtssWgsl: WgslKernel<Attributes> = {
  name: 'TandemAssignAtss',
  run: ({ read, attributes: { topK, insideMargin, levelCounts }, tensor, dispatch, each }) => {
    const [priorBoxes, centers, validPriors] = [read('priorBoxes'), read('centers'), read('validPriors')];
    const [truthBoxes, truthMask] = [read('truthBoxes'), read('truthMask')];
    const [batch, priors] = validPriors.shape as [number, number];
    const truths = truthMask.shape[1]!;
    const levels = levelCounts.length;
    const perTruth = topK * levels;
    const overlaps = tensor([batch, priors], { zero: true });
    const winners = tensor([batch, priors], { dtype: 'int32', zero: true });
    const candidates = tensor([batch, truths, perTruth], { dtype: 'int32' });
    const claims = tensor(candidates.shape);
    const ends = levelCounts.map((_, level) => levelCounts.slice(0, level + 1).reduce((a, b) => a + b, 0));
    dispatch({
      reads: { priorBoxes, centers, validPriors, truthBoxes, truthMask },
      writes: { overlaps, candidates, claims },
      atomic: ['overlaps'],
      integers: { priors, truths, topK, perTruth },
      floats: { insideMargin },
      code: `${singlePrecisionWgsl}${bestOfWorkgroup}${boxFrom('priorBoxes')}${boxFrom('truthBoxes')}
const ENDS = array<i32, ${levels}>(${ends.join(', ')});
@compute @workgroup_size(${LANES})
fn main(@builtin(workgroup_id) w: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  /* useAll */
  let image = i32(w.y);
  let truth = image * u.truths + i32(w.x);
  let box = truthBoxesBox(truth);
  let middleX = (box.x + box.z) / 2.0;
  let middleY = (box.y + box.w) / 2.0;
  let isObject = truthMask[truth] > 0.0;
  let firstPlace = truth * u.perTruth;
  var count = 0;
  var base = 0.0;
  var sum = 0.0;
  var begin = 0;
  for (var level = 0; level < ${levels}; level++) {
    let end = ENDS[level];
    // nearer is greater
    ${byRank({
      ranks: 'u.topK',
      first: 'begin',
      end: 'end',
      offer: `
          if (!(validPriors[image * u.priors + prior] > 0.0)) { continue; }
          let dx = centers[2 * prior] - middleX;
          let dy = centers[2 * prior + 1] - middleY;
          let offered = -sqrt(dx * dx + dy * dy);`,
      take: `
        if (lane == 0u) {
          let place = firstPlace + level * u.topK + rank;
          candidates[place] = -1;
          if (best.index >= 0) {
            let overlap = iouOf(priorBoxesBox(best.index), box);
            // Sums of differences from the first: equal overlaps must have their own value as mean.
            if (count == 0) { base = overlap; }
            sum += overlap - base;
            count++;
            candidates[place] = image * u.priors + best.index;
            claims[place] = overlap;
          }
        }`,
    })}
    begin = end;
  }
  if (lane != 0u || count == 0) { return; }
  let mean = base + sum / f32(count);
  var squares = 0.0;
  for (var place = firstPlace; place < firstPlace + u.perTruth; place++) {
    if (candidates[place] >= 0) { squares += (claims[place] - mean) * (claims[place] - mean); }
  }
  var deviation = 0.0;
  if (count > 1) { deviation = sqrt(squares / f32(count - 1)); }
  for (var place = firstPlace; place < firstPlace + u.perTruth; place++) {
    let prior = candidates[place];
    if (prior < 0) { continue; }
    let center = 2 * (prior - image * u.priors);
    if (claims[place] >= mean + deviation && liesInside(centers[center], centers[center + 1], box, u.insideMargin)) {
      atomicMax(&overlaps[prior], bitcast<u32>(claims[place]));
    } else {
      candidates[place] = -1;
    }
  }
}`,
      workgroups: [truths, batch, 1],
    });
    each(batch * truths * perTruth, claimWinner({ candidates, claims, overlaps, winners }, truths, perTruth));
    const gtIndex = tensor([batch, priors], { dtype: 'int32' });
    each(batch * priors, {
      reads: { winners },
      writes: { gtIndex },
      integers: { truths },
      code: 'fn element(i: i32) { gtIndex[i] = select(-1, u.truths - winners[i], winners[i] > 0); }',
    });
    return [gtIndex, overlaps];
  },
};
