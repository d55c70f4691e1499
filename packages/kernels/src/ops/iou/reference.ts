import * as tf from '@tensorflow/tfjs-core';
import type { IouOptions } from './aligned-iou.ts';

/** The four overlap measures composed of stock ops, on the last axis of boxes that broadcast against each other. */
export function overlapReference(
  a: tf.Tensor,
  b: tf.Tensor,
  { kind, epsilon }: Required<IouOptions>,
): tf.Tensor {
  return tf.tidy(() => {
    const [ax1, ay1, ax2, ay2] = tf.unstack(a, -1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const [bx1, by1, bx2, by2] = tf.unstack(b, -1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const positive = (value: tf.Tensor) => tf.maximum(value, 0);
    const width = positive(tf.sub(tf.minimum(ax2, bx2), tf.maximum(ax1, bx1)));
    const height = positive(tf.sub(tf.minimum(ay2, by2), tf.maximum(ay1, by1)));
    const intersection = tf.mul(width, height);
    const enclosingWidth = positive(tf.sub(tf.maximum(ax2, bx2), tf.minimum(ax1, bx1)));
    const enclosingHeight = positive(tf.sub(tf.maximum(ay2, by2), tf.minimum(ay1, by1)));
    const [aw, ah, bw, bh] = [tf.sub(ax2, ax1), tf.sub(ay2, ay1), tf.sub(bx2, bx1), tf.sub(by2, by1)];
    if (kind === 'iou' || kind === 'giou') {
      const areas = tf.add(tf.mul(positive(aw), positive(ah)), tf.mul(positive(bw), positive(bh)));
      const union = tf.maximum(tf.sub(areas, intersection), epsilon);
      const iou = tf.div(intersection, union);
      if (kind === 'iou') return iou;
      const enclosing = tf.maximum(tf.mul(enclosingWidth, enclosingHeight), epsilon);
      return tf.sub(iou, tf.div(tf.sub(enclosing, union), enclosing));
    }
    const union = tf.add(tf.sub(tf.add(tf.mul(aw, ah), tf.mul(bw, bh)), intersection), epsilon);
    const iou = tf.div(intersection, union);
    const diagonal = tf.add(tf.add(tf.square(enclosingWidth), tf.square(enclosingHeight)), epsilon);
    const shift = tf.add(
      tf.square(tf.sub(tf.add(bx1, bx2), tf.add(ax1, ax2))),
      tf.square(tf.sub(tf.add(by1, by2), tf.add(ay1, ay2))),
    );
    const diou = tf.sub(iou, tf.div(tf.div(shift, 4), diagonal));
    if (kind === 'diou') return diou;
    const angle = (w: tf.Tensor, h: tf.Tensor) => tf.atan(tf.div(w, tf.add(h, epsilon)));
    const aspect = tf.mul(4 / Math.PI ** 2, tf.square(tf.sub(angle(bw, bh), angle(aw, ah))));
    return tf.sub(diou, tf.div(tf.square(aspect), tf.add(tf.sub(1, iou), aspect)));
  });
}
