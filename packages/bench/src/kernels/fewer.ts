/** A `shrink`-th of the count, at least 1. */
export function fewer(count: number, shrink: number): number {
  return Math.ceil(count / shrink);
}
