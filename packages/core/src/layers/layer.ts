import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Context } from '../context.ts';

/** A built layer: its parameters exist; the call computes. x [B, H, W, C], returns [B, H', W', C']. */
export type Layer = (x: Tensor4D, context: Context) => Tensor4D;
