import { expect, it } from 'vitest';
import { bmpSize, decodeBmp, isBmp } from './bmp.ts';

/** A BMP file of the usual header and these rows, the lowest first, each padded to 4 bytes. */
function bmp(
  size: readonly [width: number, height: number],
  bits: number,
  rows: readonly (readonly number[])[],
  {
    palette = [],
    compression = 0,
    masks = [],
  }: { palette?: number[][]; compression?: number; masks?: number[] } = {},
) {
  const start = 54 + masks.length * 4 + palette.length * 4;
  const pixels = rows.flatMap((row) => [
    ...row,
    ...Array.from({ length: (4 - (row.length % 4)) % 4 }, () => 0),
  ]);
  const bytes = Buffer.alloc(start + pixels.length);
  bytes.write('BM');
  bytes.writeUInt32LE(start, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(size[0], 18);
  bytes.writeInt32LE(size[1], 22);
  bytes.writeUInt16LE(bits, 28);
  bytes.writeUInt32LE(compression, 30);
  bytes.writeUInt32LE(palette.length, 46);
  for (const [index, mask] of masks.entries()) bytes.writeUInt32LE(mask, 54 + index * 4);
  for (const [index, [r, g, b]] of palette.entries())
    bytes.set([b!, g!, r!, 0], 54 + masks.length * 4 + index * 4);
  bytes.set(pixels, start);
  return bytes;
}

const pixelsOf = (bytes: Uint8Array) => [...decodeBmp(bytes).data];

it('reads 24 bits, blue first, the lowest row first', () => {
  const file = bmp([1, 2], 24, [
    [3, 2, 1],
    [6, 5, 4],
  ]);
  expect(isBmp(file)).toBe(true);
  expect(bmpSize(file)).toEqual({ width: 1, height: 2 });
  expect(pixelsOf(file)).toEqual([4, 5, 6, 1, 2, 3]);
  expect(
    pixelsOf(
      bmp([1, -2], 24, [
        [3, 2, 1],
        [6, 5, 4],
      ]),
    ),
  ).toEqual([1, 2, 3, 4, 5, 6]);
});

it('reads palettes of 1, 4 and 8 bits, rows of odd length', () => {
  const palette = [
    [10, 20, 30],
    [200, 100, 0],
  ];
  const [a, b] = palette as [number[], number[]];
  expect(pixelsOf(bmp([3, 1], 1, [[0b01000000]], { palette }))).toEqual([...a, ...b, ...a]);
  expect(
    pixelsOf(
      bmp(
        [3, 2],
        4,
        [
          [0x10, 0x00],
          [0x01, 0x10],
        ],
        { palette },
      ),
    ),
  ).toEqual([...[...a, ...b, ...b], ...[...b, ...a, ...a]]);
  // Index 2 is beyond the palette: black.
  expect(pixelsOf(bmp([3, 1], 8, [[0, 1, 2]], { palette }))).toEqual([...a, ...b, 0, 0, 0]);
});

it('reads 16 and 32 bits, with masks', () => {
  // 5 bits each: 31 is 255, 15 is 15 / 31 · 255 = 123.4
  const word = (31 << 10) | (15 << 5);
  expect(pixelsOf(bmp([1, 1], 16, [[word & 255, word >> 8]]))).toEqual([255, 123, 0]);
  const file = bmp([1, 1], 16, [[0xe0, 0x07]], { compression: 3, masks: [0xf800, 0x07e0, 0x001f] });
  expect(pixelsOf(file)).toEqual([0, 255, 0]);
  expect(pixelsOf(bmp([1, 1], 32, [[3, 2, 1, 9]]))).toEqual([1, 2, 3]);
  const turned = { compression: 3, masks: [0xff, 0xff00, 0xff0000] };
  expect(pixelsOf(bmp([1, 1], 32, [[3, 2, 1, 9]], turned))).toEqual([3, 2, 1]);
});

it('refuses what it cannot read', () => {
  expect(() => decodeBmp(bmp([2, 2], 24, [[1, 2, 3, 4, 5, 6]]))).toThrow('a BMP file that is cut off');
  expect(() => decodeBmp(bmp([2, 1], 8, [[2, 0]], { compression: 1 }))).toThrow('packed (RLE)');
  expect(() => decodeBmp(bmp([0, 1], 24, []))).toThrow('a BMP size of 0×1');
  expect(() => decodeBmp(bmp([1, 1], 7, [[1]]))).toThrow('a BMP file of 7 bits a pixel');
  expect(() => decodeBmp(Buffer.from(`BM${'x'.repeat(30)}`))).toThrow('a BMP header of');
});
