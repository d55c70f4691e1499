import type { TensorInfo } from '@tensorflow/tfjs-core';
import { boxFrom } from '../../../webgpu/box-from.ts';
import type { Dispatch } from '../../../webgpu/dispatch.ts';

export interface Claims {
  /** Indices into [B, A] that objects claim, `perTruth` for each; -1 for none. */
  readonly candidates: TensorInfo;
  /** Their overlaps, at least 0. */
  readonly claims: TensorInfo;
  /** [B, A]: the highest overlap that claims each prior. */
  readonly overlaps: TensorInfo;
  /** [B, A] int32, 0 at first: G - g of the object g that wins. */
  readonly winners: TensorInfo;
}

/** Per candidate: of the objects that claim a prior by its highest overlap, the one of lowest index wins. */
export function claimWinner(
  { candidates, claims, overlaps, winners }: Claims,
  truths: number,
  perTruth: number,
): Omit<Dispatch, 'label' | 'workgroups'> {
  return {
    reads: { candidates, claims, overlaps },
    writes: { winners },
    atomic: ['winners'],
    integers: { truths, perTruth },
    code: `
fn element(i: i32) {
  let prior = candidates[i];
  if (prior < 0 || claims[i] != overlaps[prior]) { return; }
  atomicMax(&winners[prior], u32(u.truths - (i / u.perTruth) % u.truths));
}`,
  };
}

/**
 * Per candidate, in place of an overlap: what is larger the smaller its object is. Written to `claims`, the largest
 * for each prior to `overlaps`, which is 0 at first. Positive floats are in the order of their bits.
 */
export function smallness(
  { candidates, claims, overlaps }: Omit<Claims, 'winners'>,
  truthBoxes: TensorInfo,
  perTruth: number,
): Omit<Dispatch, 'label' | 'workgroups'> {
  return {
    reads: { candidates, truthBoxes },
    writes: { claims, overlaps },
    atomic: ['overlaps'],
    integers: { perTruth },
    code: `${boxFrom('truthBoxes')}
fn element(i: i32) {
  let prior = candidates[i];
  if (prior < 0) { return; }
  let box = truthBoxesBox(i / u.perTruth);
  let size = max(box.zw - box.xy, vec2<f32>(0.0));
  let smallness = LARGEST - bitcast<u32>(size.x * size.y);
  claims[i] = bitcast<f32>(smallness);
  atomicMax(&overlaps[prior], smallness);
}
/** The bits of the largest finite float. */
const LARGEST = 0x7f7fffffu;`,
  };
}
