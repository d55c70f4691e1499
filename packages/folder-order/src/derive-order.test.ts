import { expect, it } from 'vitest';
import { deriveOrder } from './derive-order.ts';

const edges = (...pairs: string[]) => pairs.map((pair) => ({ from: pair[0]!, to: pair[1]! }));

it('puts each name above all that it leads to', () => {
  // c → b → a, and d → a beside it
  expect(deriveOrder(edges('cb', 'ba', 'da'))).toEqual(['a', 'b', 'c', 'd']);
});

it('lets the fewest go against it that it can in a ring: one', () => {
  const ring = edges('ab', 'bc', 'ca');
  const order = deriveOrder(ring);
  const upward = ring.filter(({ from, to }) => order.indexOf(from) < order.indexOf(to));
  expect(upward).toHaveLength(1);
});

it('begins a ring with the name that most stand upon for the few it stands upon', () => {
  // z has two above it and one below; then b has none below it
  expect(deriveOrder(edges('az', 'bz', 'za', 'ab'))).toEqual(['z', 'b', 'a']);
});

it('is the same whatever the order of the edges', () => {
  const some = edges('ab', 'bc', 'ca', 'dc', 'ad');
  expect(deriveOrder(some.toReversed())).toEqual(deriveOrder(some));
});
