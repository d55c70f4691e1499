import { expect, test } from 'vitest';
import { gainOf, hashInput, hashParameter, hashUniform } from './hash.ts';

// computed apart from this code, in Python with unbounded integers and zlib.crc32
test.each([
  ['conv1.weight', 0, 0.3214968559332192],
  ['conv1.weight', 1, 0.4990264601074159],
  ['in.image', 1000003, 0.5367031414061785],
])('u of %s at %i', (name, index, u) => {
  expect(hashUniform(name)(index)).toBe(u);
});

test('a parameter by its name and shape', () => {
  const [, , running] = hashParameter('bn1.running_var', [3], 1);
  expect(running).toBe(Math.fround(0.5 + 0.5850017222110182));
  const [scale] = hashParameter('scales.0.scale', [], 1);
  expect(scale).toBe(Math.fround(1 + 0.1 * (2 * 0.5510453369934112 - 1)));
  // fan_in 3·2·2 = 12, gain 0.7: (2u - 1) · sqrt(3) · 0.7 · sqrt(2 / 12)
  const filter = hashParameter('conv1.weight', [1, 3, 2, 2], 0.7);
  expect(filter[1]).toBe(Math.fround((2 * 0.4990264601074159 - 1) * Math.sqrt(3) * 0.7 * Math.sqrt(2 / 12)));
  // a norm's weight has one dimension: 0.5 + u
  expect(hashParameter('conv1.weight', [1], 1)[0]).toBe(Math.fround(0.5 + 0.3214968559332192));
  const bias = hashParameter('conv1.bias', [2], 1);
  expect(Math.max(...bias.map(Math.abs))).toBeLessThan(0.1);
});

test('an input between its bounds', () => {
  expect(hashInput('conv1.weight', 2, -2, 2)[1]).toBe(Math.fround(-2 + 4 * 0.4990264601074159));
});

test('the longest prefix decides the gain', () => {
  const rule = { gain: 0.7, gains: { bbox_head: 1, 'bbox_head.tood_cls': 2 } };
  expect(gainOf('bbox_head.tood_cls.weight', rule)).toBe(2);
  expect(gainOf('bbox_head.tood_reg.weight', rule)).toBe(1);
  expect(gainOf('backbone.conv1.weight', rule)).toBe(0.7);
});
