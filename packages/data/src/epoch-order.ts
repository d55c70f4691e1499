import { permutation, randomOf } from './random.ts';

/** Indices of an epoch's images in their order: as they are, or shuffled by (seed, epoch). */
export function epochOrder(options: {
  readonly count: number;
  readonly seed: number;
  readonly epoch: number;
  readonly shuffle: boolean;
}): number[] {
  const { count, seed, epoch, shuffle } = options;
  if (!shuffle) return Array.from({ length: count }, (_, index) => index);
  return permutation(count, randomOf(seed, epoch));
}
