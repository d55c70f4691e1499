const round = Math.fround;

/** Areas of boxes, N·4 values x1, y1, x2, y2. */
export function areasOf(boxes: Float32Array): Float32Array {
  const areas = new Float32Array(boxes.length / 4);
  for (let i = 0, p = 0; i < areas.length; i++, p += 4) {
    areas[i] = round(boxes[p + 2]! - boxes[p]!) * round(boxes[p + 3]! - boxes[p + 1]!);
  }
  return areas;
}

/** IoU of boxes i and j as torchvision's `nms` has it: `I / (A + B - I)` without floor, every step float32. */
export function overlapOf(boxes: Float32Array, areas: Float32Array, i: number, j: number): number {
  const p = 4 * i;
  const q = 4 * j;
  const width = round(Math.min(boxes[p + 2]!, boxes[q + 2]!) - Math.max(boxes[p]!, boxes[q]!));
  if (!(width > 0)) return 0;
  const height = round(Math.min(boxes[p + 3]!, boxes[q + 3]!) - Math.max(boxes[p + 1]!, boxes[q + 1]!));
  if (!(height > 0)) return 0;
  const intersection = round(width * height);
  return round(intersection / round(round(areas[i]! + areas[j]!) - intersection));
}
