/** `from` stands above `to`. */
export interface Edge {
  readonly from: string;
  readonly to: string;
}

/**
 * An order of all names, lowest first, that few edges go against: none where there is such an order. By taking away
 * what nothing is left below of, then what nothing is left above of, and where neither is left the name with the
 * most above it for its few below (Eades, Lin and Smyth, "A fast and effective heuristic for the feedback arc set
 * problem", 1993).
 */
export function deriveOrder(edges: readonly Edge[]): string[] {
  const left = new Set(edges.flatMap(({ from, to }) => [from, to]).sort());
  const low: string[] = [];
  const high: string[] = [];
  const isLeft = ({ from, to }: Edge) => left.has(from) && left.has(to);
  while (left.size > 0) {
    const names = [...left];
    const open = edges.filter(isLeft);
    const below = (name: string) => open.filter(({ from }) => from === name).length;
    const above = (name: string) => open.filter(({ to }) => to === name).length;
    const lowest = names.find((name) => below(name) === 0);
    const highest = names.find((name) => above(name) === 0);
    const next = lowest ?? highest ?? mostOf(names, (name) => above(name) - below(name));
    if (lowest === undefined && highest !== undefined) high.unshift(next);
    else low.push(next);
    left.delete(next);
  }
  return [...low, ...high];
}

function mostOf(names: readonly string[], score: (name: string) => number): string {
  const scores = names.map(score);
  return names[scores.indexOf(Math.max(...scores))]!;
}
