/**
 * Indices of finite values from the greatest to the least; of equal ones the first given comes first.
 * A radix sort of the values' bits: several times as fast as sorting with a comparison.
 */
export function descendingOrder(values: Float64Array): Uint32Array {
  const count = values.length;
  // -0 becomes 0; the bits of what is not negative are inverted, so that whole numbers order the keys
  const bits = new Uint32Array(Float64Array.from(values, (value) => value + 0).buffer);
  const keys = [new Uint32Array(count), new Uint32Array(count)] as const;
  for (let index = 0; index < count; index++) {
    const [low, high] = [bits[2 * index]!, bits[2 * index + 1]!];
    const negative = high >>> 31 === 1;
    keys[0][index] = negative ? low : ~low;
    keys[1][index] = negative ? high : ~(high ^ 0x80000000);
  }
  let order = new Uint32Array(count);
  for (let index = 0; index < count; index++) order[index] = index;
  let next = new Uint32Array(count);
  const starts = new Uint32Array(257);
  for (let digit = 0; digit < 8; digit++) {
    const key = keys[digit >> 2]!;
    const shift = 8 * (digit & 3);
    starts.fill(0);
    for (let index = 0; index < count; index++) starts[((key[index]! >>> shift) & 255) + 1]!++;
    if (starts.includes(count)) continue;
    for (let value = 0; value < 256; value++) starts[value + 1]! += starts[value]!;
    for (let at = 0; at < count; at++) {
      const index = order[at]!;
      next[starts[(key[index]! >>> shift) & 255]!++] = index;
    }
    [order, next] = [next, order];
  }
  return order;
}
