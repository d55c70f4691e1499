/** Where each index of an output axis reads its input axis, between two cells. */
export interface Places {
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  /** Part of the upper cell; the lower has the rest. */
  readonly part: Float64Array;
}

/**
 * Output index i reads at `(i + 1/2) · input / size - 1/2`, the centres of the cells laid over each other, or with
 * alignCorners at `i · (input - 1) / (size - 1)`, 0 for a size of 1; both kept within the first and the last cell.
 */
export function placesOf(input: number, size: number, alignCorners: boolean): Places {
  const lower = new Int32Array(size);
  const upper = new Int32Array(size);
  const part = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const centred = ((2 * i + 1) * input - size) / (2 * size);
    const aligned = size > 1 ? (i * (input - 1)) / (size - 1) : 0;
    const place = Math.min(Math.max(alignCorners ? aligned : centred, 0), input - 1);
    lower[i] = Math.floor(place);
    upper[i] = Math.min(lower[i]! + 1, input - 1);
    part[i] = place - lower[i]!;
  }
  return { lower, upper, part };
}
