/** How many values lie in [from, to). */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Width and height. */
type Sides = readonly [width: number, height: number];

/** Boxes by √(width · height), in octaves from 1. */
export function countSides(boxes: readonly Sides[]): Bin[] {
  return octaves(boxes.map(([width, height]) => Math.sqrt(width * height)));
}

/** Images by their number of objects: none, one, two and three, four to seven, ... */
export function countObjects(numbers: readonly number[]): Bin[] {
  const none = numbers.filter((count) => count === 0).length;
  const [first = { from: 0, to: 2, count: 0 }, ...rest] = octaves(numbers);
  return [{ from: 0, to: 1, count: none }, { from: 1, to: 2, count: first.count - none }, ...rest];
}

const ASPECTS = [0, 1 / 8, 1 / 4, 1 / 2, 2 / 3, 1, 1.5, 2, 4, 8, Number.POSITIVE_INFINITY];

/** Boxes by width / height, from narrow to wide. */
export function countAspects(boxes: readonly Sides[]): Bin[] {
  const ratios = boxes.map(([width, height]) => width / height);
  return ASPECTS.slice(1).map((to, index) => {
    const from = ASPECTS[index]!;
    return { from, to, count: ratios.filter((ratio) => ratio >= from && ratio < to).length };
  });
}

/** Values below 2, below 4, below 8 and so on, up to the largest. */
function octaves(values: readonly number[]): Bin[] {
  const counts: number[] = [];
  for (const value of values) {
    const octave = Math.max(0, Math.floor(Math.log2(value)));
    while (counts.length <= octave) counts.push(0);
    counts[octave]! += 1;
  }
  return counts.map((count, octave) => ({
    from: octave === 0 ? 0 : 2 ** octave,
    to: 2 ** (octave + 1),
    count,
  }));
}
