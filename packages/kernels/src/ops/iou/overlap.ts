import type { IouKind } from './aligned-iou.ts';

/** The overlap kinds as numbers, so that the loops compare no strings. */
const CODES = { iou: 0, giou: 1, diou: 2, ciou: 3 } as const;

export function kindCode(kind: IouKind): number {
  return CODES[kind];
}

/** 4 / π², the factor of CIoU's aspect term. */
const ASPECT = 4 / Math.PI ** 2;

/** Overlap of the box at `i` of a with the box at `j` of b (places in the arrays), by the formulas of `alignedIou`. */
export function overlap(
  kind: number,
  a: Float32Array,
  i: number,
  b: Float32Array,
  j: number,
  epsilon: number,
): number {
  const ax1 = a[i]!;
  const ay1 = a[i + 1]!;
  const ax2 = a[i + 2]!;
  const ay2 = a[i + 3]!;
  const bx1 = b[j]!;
  const by1 = b[j + 1]!;
  const bx2 = b[j + 2]!;
  const by2 = b[j + 3]!;
  const width = Math.max(Math.min(ax2, bx2) - Math.max(ax1, bx1), 0);
  const height = Math.max(Math.min(ay2, by2) - Math.max(ay1, by1), 0);
  const intersection = width * height;
  if (kind < 2) {
    const areaA = Math.max(ax2 - ax1, 0) * Math.max(ay2 - ay1, 0);
    const areaB = Math.max(bx2 - bx1, 0) * Math.max(by2 - by1, 0);
    const union = Math.max(areaA + areaB - intersection, epsilon);
    const iou = intersection / union;
    if (kind === 0) return iou;
    const enclosing =
      Math.max(Math.max(ax2, bx2) - Math.min(ax1, bx1), 0) *
      Math.max(Math.max(ay2, by2) - Math.min(ay1, by1), 0);
    const floored = Math.max(enclosing, epsilon);
    return iou - (floored - union) / floored;
  }
  const union = (ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - intersection + epsilon;
  const iou = intersection / union;
  const enclosingWidth = Math.max(Math.max(ax2, bx2) - Math.min(ax1, bx1), 0);
  const enclosingHeight = Math.max(Math.max(ay2, by2) - Math.min(ay1, by1), 0);
  const diagonal = enclosingWidth * enclosingWidth + enclosingHeight * enclosingHeight + epsilon;
  const shiftX = bx1 + bx2 - ax1 - ax2;
  const shiftY = by1 + by2 - ay1 - ay2;
  const diou = iou - (shiftX * shiftX + shiftY * shiftY) / 4 / diagonal;
  if (kind === 2) return diou;
  const turn =
    Math.atan((bx2 - bx1) / (by2 - by1 + epsilon)) - Math.atan((ax2 - ax1) / (ay2 - ay1 + epsilon));
  const aspect = ASPECT * turn * turn;
  return aspect === 0 ? diou : diou - (aspect * aspect) / (1 - iou + aspect);
}

/** The part of max(p, q)'s derivative that is p's: 1 where p is greater, half where they are equal. */
function share(p: number, q: number): number {
  return p > q ? 1 : p < q ? 0 : 0.5;
}

/** Writes the derivatives of `upstream · overlap(...)` in the four sides of both boxes to da[i..] and db[j..]. */
export function overlapGradient(
  kind: number,
  a: Float32Array,
  i: number,
  b: Float32Array,
  j: number,
  epsilon: number,
  upstream: number,
  da: Float32Array,
  db: Float32Array,
): void {
  const ax1 = a[i]!;
  const ay1 = a[i + 1]!;
  const ax2 = a[i + 2]!;
  const ay2 = a[i + 3]!;
  const bx1 = b[j]!;
  const by1 = b[j + 1]!;
  const bx2 = b[j + 2]!;
  const by2 = b[j + 3]!;
  const rawWidth = Math.min(ax2, bx2) - Math.max(ax1, bx1);
  const rawHeight = Math.min(ay2, by2) - Math.max(ay1, by1);
  const intersection = Math.max(rawWidth, 0) * Math.max(rawHeight, 0);
  const enclosingWidth = Math.max(Math.max(ax2, bx2) - Math.min(ax1, bx1), 0);
  const enclosingHeight = Math.max(Math.max(ay2, by2) - Math.min(ay1, by1), 0);
  const clamped = kind < 2;
  const aw = clamped ? Math.max(ax2 - ax1, 0) : ax2 - ax1;
  const ah = clamped ? Math.max(ay2 - ay1, 0) : ay2 - ay1;
  const bw = clamped ? Math.max(bx2 - bx1, 0) : bx2 - bx1;
  const bh = clamped ? Math.max(by2 - by1, 0) : by2 - by1;
  const rawUnion = aw * ah + bw * bh - intersection;
  const union = clamped ? Math.max(rawUnion, epsilon) : rawUnion + epsilon;
  const iou = intersection / union;

  let dIou = upstream;
  let dUnion = 0;
  let dEnclosingWidth = 0;
  let dEnclosingHeight = 0;
  let shiftX = 0;
  let shiftY = 0;
  let daw = 0;
  let dah = 0;
  let dbw = 0;
  let dbh = 0;
  if (kind === 1) {
    const enclosing = Math.max(enclosingWidth * enclosingHeight, epsilon);
    dUnion += upstream / enclosing;
    if (enclosing > epsilon) {
      const dEnclosing = (-upstream * union) / (enclosing * enclosing);
      dEnclosingWidth = dEnclosing * enclosingHeight;
      dEnclosingHeight = dEnclosing * enclosingWidth;
    }
  } else if (kind >= 2) {
    const diagonal = enclosingWidth * enclosingWidth + enclosingHeight * enclosingHeight + epsilon;
    const x = bx1 + bx2 - ax1 - ax2;
    const y = by1 + by2 - ay1 - ay2;
    shiftX = (-upstream * x) / 2 / diagonal;
    shiftY = (-upstream * y) / 2 / diagonal;
    const dDiagonal = (upstream * (x * x + y * y)) / 4 / (diagonal * diagonal);
    dEnclosingWidth = 2 * dDiagonal * enclosingWidth;
    dEnclosingHeight = 2 * dDiagonal * enclosingHeight;
    if (kind === 3) {
      const aFloored = ah + epsilon;
      const bFloored = bh + epsilon;
      const turn = Math.atan(bw / bFloored) - Math.atan(aw / aFloored);
      const aspect = ASPECT * turn * turn;
      if (aspect !== 0) {
        const divisor = 1 - iou + aspect;
        const ratio = aspect / divisor;
        dIou -= upstream * ratio * ratio;
        const dTurn = -upstream * (2 * ratio - ratio * ratio) * 2 * ASPECT * turn;
        const aSquares = aw * aw + aFloored * aFloored;
        const bSquares = bw * bw + bFloored * bFloored;
        daw -= (dTurn * aFloored) / aSquares;
        dah += (dTurn * aw) / aSquares;
        dbw += (dTurn * bFloored) / bSquares;
        dbh -= (dTurn * bw) / bSquares;
      }
    }
  }
  dUnion -= (dIou * iou) / union;
  if (clamped && rawUnion <= epsilon) dUnion = 0;
  const dIntersection = dIou / union - dUnion;
  const dWidth = rawWidth >= 0 ? dIntersection * Math.max(rawHeight, 0) : 0;
  const dHeight = rawHeight >= 0 ? dIntersection * Math.max(rawWidth, 0) : 0;
  if (!clamped || ax2 >= ax1) daw += dUnion * ah;
  if (!clamped || ay2 >= ay1) dah += dUnion * aw;
  if (!clamped || bx2 >= bx1) dbw += dUnion * bh;
  if (!clamped || by2 >= by1) dbh += dUnion * bw;

  const greaterX1 = share(ax1, bx1);
  const greaterY1 = share(ay1, by1);
  const greaterX2 = share(ax2, bx2);
  const greaterY2 = share(ay2, by2);
  da[i] = -dWidth * greaterX1 - dEnclosingWidth * (1 - greaterX1) - daw - shiftX;
  da[i + 1] = -dHeight * greaterY1 - dEnclosingHeight * (1 - greaterY1) - dah - shiftY;
  da[i + 2] = dWidth * (1 - greaterX2) + dEnclosingWidth * greaterX2 + daw - shiftX;
  da[i + 3] = dHeight * (1 - greaterY2) + dEnclosingHeight * greaterY2 + dah - shiftY;
  db[j] = -dWidth * (1 - greaterX1) - dEnclosingWidth * greaterX1 - dbw + shiftX;
  db[j + 1] = -dHeight * (1 - greaterY1) - dEnclosingHeight * greaterY1 - dbh + shiftY;
  db[j + 2] = dWidth * greaterX2 + dEnclosingWidth * (1 - greaterX2) + dbw + shiftX;
  db[j + 3] = dHeight * greaterY2 + dEnclosingHeight * (1 - greaterY2) + dbh + shiftY;
}
