import {
  addN,
  MirrorPad,
  type MirrorPadAttrs,
  pad,
  reverse,
  slice,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { GradientReplacement } from './replacement.ts';

/** `dy` with what lies before and after `size` cells of an axis folded back onto the cells it mirrors. */
function fold(dy: Tensor, axis: number, before: number, after: number, offset: number): Tensor {
  const size = dy.shape[axis]! - before - after;
  const part = (first: number, length: number): Tensor => {
    const begin = dy.shape.map((_, other) => (other === axis ? first : 0));
    return slice(dy, begin, dy.shape.with(axis, length));
  };
  const parts = [part(before, size)];
  const addMirrored = (mirrored: Tensor, first: number) => {
    const paddings = dy.shape.map((_, other): [number, number] =>
      other === axis ? [first, size - first - mirrored.shape[axis]!] : [0, 0],
    );
    parts.push(pad(mirrored, paddings));
  };
  if (before > 0) addMirrored(reverse(part(0, before), axis), offset);
  if (after > 0) addMirrored(reverse(part(before + size, after), axis), size - offset - after);
  return addN(parts);
}

export const mirrorPadGradient: GradientReplacement = {
  stock: 'drops what the mirrored cells contribute',
  ours: 'folds it back, axis by axis',
  gradient: {
    kernelName: MirrorPad,
    gradFunc: (upstream, _saved, attrs) => {
      const { paddings, mode } = attrs as unknown as MirrorPadAttrs;
      return {
        x: () =>
          paddings.reduce(
            (dy, [before, after], axis) =>
              before + after > 0 ? fold(dy, axis, before, after, mode === 'reflect' ? 1 : 0) : dy,
            upstream as Tensor,
          ),
      };
    },
  },
};
