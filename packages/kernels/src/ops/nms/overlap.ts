const round = Math.fround;

/** Areas of boxes, N·4 values x1, y1, x2, y2. */
export function areasOf(boxes: Float32Array): Float32Array {
  const areas = new Float32Array(boxes.length / 4);
  for (let i = 0, p = 0; i < areas.length; i++, p += 4) {
    areas[i] = round(boxes[p + 2]! - boxes[p]!) * round(boxes[p + 3]! - boxes[p + 1]!);
  }
  return areas;
}

/**
 * IoU of box i of a with box j of b as torchvision's `nms` has it: `I / (A + B - I)` without floor, every step
 * float32.
 */
export function overlapOf(
  a: Float32Array,
  areasA: Float32Array,
  i: number,
  b: Float32Array,
  areasB: Float32Array,
  j: number,
): number {
  const p = 4 * i;
  const q = 4 * j;
  // All at once: a branch for each would be mispredicted, as those of Math.min are.
  const isNear =
    Number(a[p]! < b[q + 2]!) &
    Number(b[q]! < a[p + 2]!) &
    Number(a[p + 1]! < b[q + 3]!) &
    Number(b[q + 1]! < a[p + 3]!);
  if (isNear === 0) return 0;
  const width = round(Math.min(a[p + 2]!, b[q + 2]!) - Math.max(a[p]!, b[q]!));
  if (!(width > 0)) return 0;
  const height = round(Math.min(a[p + 3]!, b[q + 3]!) - Math.max(a[p + 1]!, b[q + 1]!));
  if (!(height > 0)) return 0;
  const intersection = round(width * height);
  return round(intersection / round(round(areasA[i]! + areasB[j]!) - intersection));
}
