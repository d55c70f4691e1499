import { expect, it } from 'vitest';
import { decodePnm, isPnm, pnmSize } from './pnm.ts';

const file = (header: string, ...pixels: number[]) =>
  Buffer.concat([Buffer.from(header), Buffer.from(pixels)]);

it('reads colours and grey, of 8 and 16 bits, with comments', () => {
  const color = file('P6\n# by hand\n2 1 # two\n255\n', 1, 2, 3, 4, 5, 6);
  expect(isPnm(color)).toBe(true);
  expect(pnmSize(color)).toEqual({ width: 2, height: 1 });
  expect([...decodePnm(color).data]).toEqual([1, 2, 3, 4, 5, 6]);
  expect([...decodePnm(file('P5 1 2 255 ', 7, 9)).data]).toEqual([7, 7, 7, 9, 9, 9]);
  // 0x0800 of 0x0fff: 2048 / 4095 · 255 = 127.5
  expect([...decodePnm(file('P5 1 1 4095\n', 8, 0)).data]).toEqual([128, 128, 128]);
});

it('refuses what is cut off or has no size', () => {
  expect(() => decodePnm(file('P6 2 1 255\n', 1, 2, 3))).toThrow('a PNM file that is cut off');
  expect(() => decodePnm(file('P6 2 x 255\n', 1, 2, 3))).toThrow('a PNM file without a size');
});
