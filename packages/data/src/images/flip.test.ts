import { expect, it } from 'vitest';
import { coordinateImage, pixel } from '../testing/fixtures.ts';
import { flipImage } from './flip.ts';

it('mirrors a row of three pixels', () => {
  const image = { width: 3, height: 1, data: Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9]) };
  expect([...flipImage(image).data]).toEqual([7, 8, 9, 4, 5, 6, 1, 2, 3]);
});

// Around five pixels, which are moved at a time, and around the rows that fit in the kernel's memory at a time.
it.each([...Array.from({ length: 12 }, (_, index) => [index + 1, 3]), [255, 45], [6000, 2]])(
  'mirrors %i × %i pixels, and back',
  (width, height) => {
    const image = coordinateImage(width!, height!, 7);
    const flipped = flipImage(image);
    for (let y = 0; y < height!; y++) {
      for (let x = 0; x < width!; x++) {
        const expected = pixel(image, width! - 1 - x, y);
        if (pixel(flipped, x, y).join() !== expected.join())
          expect([x, y, pixel(flipped, x, y)]).toEqual(expected);
      }
    }
    expect(Buffer.from(flipImage(flipped).data).equals(image.data)).toBe(true);
  },
);
