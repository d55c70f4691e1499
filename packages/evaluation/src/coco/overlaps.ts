import type { CocoBox } from '../truth/coco-types.ts';

/**
 * Overlap of every detection with every object: `I / (D + T - I)`, or `I / D` where the object is a crowd
 * (the share of the detection that lies in it). 0 where the boxes do not meet.
 * Returns detections · objects values, a detection's row after the other.
 * Source: pycocotools' `bbIou`; double precision and the same order of operations.
 */
export function overlapsOf(
  detections: readonly CocoBox[],
  objects: readonly CocoBox[],
  crowds: readonly boolean[],
): Float64Array {
  const overlaps = new Float64Array(detections.length * objects.length);
  let index = 0;
  for (const box of detections) {
    const [x, y, width, height] = [box[0], box[1], box[2], box[3]];
    const area = width * height;
    for (let object = 0; object < objects.length; object++, index++) {
      const [tx, ty, tw, th] = objects[object]!;
      const across = Math.min(width + x, tw + tx) - Math.max(x, tx);
      if (!(across > 0)) continue;
      const down = Math.min(height + y, th + ty) - Math.max(y, ty);
      if (!(down > 0)) continue;
      const intersection = across * down;
      overlaps[index] = intersection / (crowds[object] ? area : area + tw * th - intersection);
    }
  }
  return overlaps;
}
