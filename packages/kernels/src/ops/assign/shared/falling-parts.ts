/** Parts of the interval from 0 to 1. */
const PARTS = 64;

export interface FallingParts {
  /** Indices of the values ordered last: by falling 64th parts, else rising. */
  readonly order: Int32Array;
  /** Orders the first `count` values, from 0 to 1 but for rounding: by a count and a shift. */
  sort(values: Float32Array, count: number): void;
}

/** An order of up to `capacity` values in which none is far from its place by falling value; cheaper than a sort. */
export function fallingParts(capacity: number): FallingParts {
  const order = new Int32Array(capacity);
  const starts = new Int32Array(PARTS);
  return {
    order,
    sort(values, count) {
      starts.fill(0);
      for (let i = 0; i < count; i++) starts[partOf(values[i]!)]!++;
      for (let part = PARTS - 1, next = 0; part >= 0; part--) {
        const size = starts[part]!;
        starts[part] = next;
        next += size;
      }
      for (let i = 0; i < count; i++) order[starts[partOf(values[i]!)]!++] = i;
    },
  };
}

/** No value that is ordered after one below this is `least` or more. */
export function lowestBeside(least: number): number {
  return partOf(least) / PARTS;
}

function partOf(value: number): number {
  return Math.min(Math.trunc(value * PARTS), PARTS - 1);
}
