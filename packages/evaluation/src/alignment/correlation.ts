/**
 * Pearson's correlation of paired values, `Σ (x − x̄)(y − ȳ) / sqrt(Σ (x − x̄)² · Σ (y − ȳ)²)`.
 * Null where it is not defined: fewer than two pairs, or one side constant.
 */
export function pearson(xs: readonly number[], ys: readonly number[]): number | null {
  const meanX = mean(xs);
  const meanY = mean(ys);
  let together = 0;
  let spreadX = 0;
  let spreadY = 0;
  for (const [index, x] of xs.entries()) {
    const [fromX, fromY] = [x - meanX, ys[index]! - meanY];
    together += fromX * fromY;
    spreadX += fromX * fromX;
    spreadY += fromY * fromY;
  }
  if (isConstant(xs) || isConstant(ys)) return null;
  return Math.min(1, Math.max(-1, together / Math.sqrt(spreadX * spreadY)));
}

/** Rank of each value from 1, the lowest; equal values share the mean of their ranks. */
export function ranks(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) => values[a]! - values[b]!);
  const result = new Array<number>(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (const index of order.slice(from, to)) result[index] = (from + 1 + to) / 2;
    from = to;
  }
  return result;
}

/** NaN for no values. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function isConstant(values: readonly number[]): boolean {
  return values.every((value) => value === values[0]);
}
