/** The lowest values of those offered, with their indices: rank 0 is the lowest. */
export interface Lowest {
  readonly values: Float64Array;
  readonly indices: Int32Array;
  /** How many there are, at most the length of both. */
  count: number;
}

export function lowest(capacity: number): Lowest {
  return { values: new Float64Array(capacity), indices: new Int32Array(capacity), count: 0 };
}

/** What a value must be below to be kept: Infinity while there is room. */
export function boundOf({ values, count }: Lowest): number {
  return count < values.length ? Infinity : values[count - 1]!;
}

/** Keeps the value if it is below the bound; of equal values those offered first. NaN and Infinity are not kept. */
export function offer(list: Lowest, value: number, index: number): void {
  if (!(value < boundOf(list))) return;
  const { values, indices } = list;
  let rank = list.count < values.length ? list.count++ : values.length - 1;
  for (; rank > 0 && values[rank - 1]! > value; rank--) {
    values[rank] = values[rank - 1]!;
    indices[rank] = indices[rank - 1]!;
  }
  values[rank] = value;
  indices[rank] = index;
}
