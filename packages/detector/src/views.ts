import { expected, positive } from '@tandem-det/base';
import { image, reverse, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { ImagePredictions } from './select-detections.ts';

/** Ways to look at the images of a batch: names and checks. */
export const viewsOption = z
  .array(
    z.strictObject({
      /** Factor of height and width; 1 without it. */
      scale: positive.optional(),
      /** Mirrored left to right. */
      flip: z.boolean().optional(),
    }),
  )
  .min(1, expected('at least one view'))
  .readonly();

/** One way to look at the images of a batch. */
export type View = Readonly<z.input<typeof viewsOption>[number]>;

interface Size {
  readonly height: number;
  readonly width: number;
}

/** Height and width of a view of an input, whole pixels. */
export function sizeOfView({ height, width }: Size, { scale = 1 }: View): Size {
  return { height: Math.max(1, Math.round(scale * height)), width: Math.max(1, Math.round(scale * width)) };
}

/** The images [B, H, W, 3] as a view has them, resized bilinearly with pixel centres at half; the caller's own. */
export function viewed(images: Tensor4D, view: View): Tensor4D {
  const [, height, width] = images.shape;
  const size = sizeOfView({ height, width }, view);
  return tidy(() => {
    const isResized = size.height !== height || size.width !== width;
    const resized = isResized
      ? image.resizeBilinear(images, [size.height, size.width], false, true)
      : images.clone();
    return view.flip ? reverse(resized, 2) : resized;
  });
}

/** Boxes [A, 4] in pixels of a view, in place, in those of the input: scaled back, and mirrored back. */
export function boxesInInput(boxes: Float32Array, view: View, input: Size): Float32Array {
  const size = sizeOfView(input, view);
  const [across, down] = [input.width / size.width, input.height / size.height];
  for (let at = 0; at < boxes.length; at += 4) {
    const [x1, y1, x2, y2] = boxes.subarray(at, at + 4) as unknown as [number, number, number, number];
    boxes[at] = view.flip ? input.width - x2 * across : x1 * across;
    boxes[at + 1] = y1 * down;
    boxes[at + 2] = view.flip ? input.width - x1 * across : x2 * across;
    boxes[at + 3] = y2 * down;
  }
  return boxes;
}

/** The predictions of several views of one image as those of one: each view brings levels of its own. */
export function mergedPredictions(views: readonly ImagePredictions[]): ImagePredictions {
  const [first, ...others] = views as [ImagePredictions, ...ImagePredictions[]];
  if (others.length === 0) return first;
  let offset = 0;
  const levels = views.flatMap((view) => {
    const own = view.levels.map((level) => ({ ...level, offset: offset + level.offset }));
    offset += view.levels.reduce((sum, { count }) => sum + count, 0);
    return own;
  });
  const joined = (key: 'boxes' | 'scores' | 'thresholdScores') => {
    const parts = views.map((view) => view[key]);
    const values = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      values.set(part, at);
      at += part.length;
    }
    return values;
  };
  return {
    boxes: joined('boxes'),
    scores: joined('scores'),
    thresholdScores: joined('thresholdScores'),
    levels,
    size: first.size,
  };
}
