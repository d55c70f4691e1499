import type { Size } from '../images/size.ts';

/**
 * The order with wide and tall images apart: consecutive groups of `batchSize` are of one kind, as far as
 * they go, so that batches need little padding and come in few shapes. What is left of both kinds is at the
 * end. Within a kind the order stays.
 *
 * Source: mmdetection's `AspectRatioBatchSampler`.
 */
export function groupByShape(order: readonly number[], sizes: readonly Size[], batchSize: number): number[] {
  const kinds: [wide: number[], tall: number[]] = [[], []];
  const grouped: number[] = [];
  for (const index of order) {
    const { width, height } = sizes[index]!;
    const kind = kinds[width >= height ? 0 : 1];
    kind.push(index);
    if (kind.length === batchSize) grouped.push(...kind.splice(0));
  }
  return [...grouped, ...kinds[0], ...kinds[1]];
}
