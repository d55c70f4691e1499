/**
 * The bytes with one small change that many readers take: one of the three lowest bits of a byte turned (a digit or a
 * letter becomes another, a number a little larger), or, one time in four, a byte added at the end. `random` gives
 * numbers in [0, 1).
 */
export function nudged(bytes: Uint8Array, random: () => number): Uint8Array {
  const below = (limit: number) => Math.floor(random() * limit);
  if (below(4) === 0) return Buffer.concat([bytes, Buffer.from([below(256)])]);
  const turned = Buffer.from(bytes);
  const at = below(turned.length);
  turned[at] = turned[at]! ^ (1 << below(3));
  return turned;
}
