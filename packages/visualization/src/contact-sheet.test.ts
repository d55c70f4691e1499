import { encodePng } from '@tandem-det/data';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { contactSheet } from './contact-sheet.ts';

const plain = (width: number, height: number, value: number) =>
  encodePng({ width, height, data: new Uint8Array(width * height * 3).fill(value) });

it('puts pictures in cells of the largest size', async () => {
  const pictures = [await plain(10, 6, 10), await plain(8, 8, 20), await plain(4, 4, 30)];
  const { data, info } = await sharp(await contactSheet(pictures, { columns: 2, gap: 1 }))
    .raw()
    .toBuffer({ resolveWithObject: true });
  // Cells of 10 × 8 and a gap of 1: 1 + 2 · 11 wide, 1 + 2 · 9 high.
  expect([info.width, info.height]).toEqual([23, 19]);
  const at = (x: number, y: number) => data[(y * info.width + x) * info.channels];
  expect([at(0, 0), at(1, 1), at(10, 6), at(11, 6), at(1, 7)]).toEqual([255, 10, 10, 255, 255]);
  expect([at(12, 1), at(19, 8), at(20, 8)]).toEqual([20, 20, 255]);
  expect([at(1, 10), at(4, 13), at(5, 13)]).toEqual([30, 30, 255]);
});

it('refuses an empty list', async () => {
  await expect(contactSheet([])).rejects.toThrow('contactSheet: expected at least one picture, got none.');
});
