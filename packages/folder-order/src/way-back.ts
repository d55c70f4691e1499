import type { Edge } from './derive-order.ts';

/** The shortest way by edges from one name to another, both included, if there is one. */
export function wayBack(edges: readonly Edge[], from: string, to: string): string[] | undefined {
  const ways = [[from]];
  const seen = new Set([from]);
  for (const way of ways) {
    if (way.at(-1) === to) return way;
    for (const edge of edges) {
      if (edge.from !== way.at(-1) || seen.has(edge.to)) continue;
      seen.add(edge.to);
      ways.push([...way, edge.to]);
    }
  }
  return undefined;
}
