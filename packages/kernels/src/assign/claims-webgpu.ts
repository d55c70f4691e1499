import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Dispatch } from '../webgpu/dispatch.ts';

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
