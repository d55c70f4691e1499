import { expect, it } from 'vitest';
import { parseViews } from './parse-views.ts';

it('reads scales, mirrored or not', () => {
  expect(parseViews('1,1f,1.5')).toEqual([
    { scale: 1, flip: false },
    { scale: 1, flip: true },
    { scale: 1.5, flip: false },
  ]);
});

it.each(['', '1,', 'f', '0', '1x', '-1'])('refuses %j', (text) => {
  expect(() => parseViews(text)).toThrow(
    `--views: expected scales with an f where mirrored, such as 1,1f,1.5, got ${text}.`,
  );
});
