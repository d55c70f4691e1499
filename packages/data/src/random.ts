/** A stream of uniform numbers in [0, 1), multiples of 2^-32: the same on every machine. */
export type Random = () => number;

/**
 * The stream that belongs to these keys (a seed, then for instance epoch and image): streams of
 * different keys are independent, so that work can be done in any order.
 *
 * Each key is mixed into 32 bits of state with an integer hash; the stream is splitmix32 from there.
 * Constants of the hash: Chris Wellons' search for low-bias 32-bit integer hashes ("triple32").
 */
export function randomOf(...keys: readonly number[]): Random {
  let state = 0x6a09e667;
  for (const key of keys) state = mix32((state + mix32(key ^ 0x5bf03635)) >>> 0);
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    return mix32(state) / 2 ** 32;
  };
}

/** A bijection of 32-bit integers in which every input bit changes about half of the output bits. */
export function mix32(value: number): number {
  let mixed = value >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 17), 0xed5ad4bb);
  mixed = Math.imul(mixed ^ (mixed >>> 11), 0xac4c1b51);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x31848bab);
  return (mixed ^ (mixed >>> 14)) >>> 0;
}

/** 0 … count − 1 in a random order (Fisher and Yates). */
export function permutation(count: number, random: Random): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}
