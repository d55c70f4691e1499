import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RgbImage } from '../dataset.ts';
import { coordinateImage, pixel } from '../testing/fixtures.ts';
import { decodeImage, imageFileSize } from './decode.ts';
import { encodePng } from './encode.ts';
import { readImages } from './folder.ts';
import { placeImage } from './place.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tandem-images-'));
});
afterAll(() => rm(folder, { recursive: true }));

const row = (...values: number[]): RgbImage => ({
  width: values.length,
  height: 1,
  data: Uint8Array.from(values.flatMap((value) => [value, value, value])),
});

it('refuses to place an image outside its canvas', () => {
  expect(() => placeImage(row(1, 2), { width: 2, height: 2 }, 1, 0, [0, 0, 0])).toThrow(
    'placeImage: expected an image that fits in 2×2, got 2×1 at 1, 0.',
  );
});

describe('decodeImage', () => {
  it('gives back what encodePng wrote', async () => {
    const file = path.join(folder, 'a.png');
    const image = coordinateImage(9, 5, 77);
    await writeFile(file, await encodePng(image));
    expect(await decodeImage(file)).toEqual(image);
  });

  it('repeats grey, drops alpha, reduces 16 bits', async () => {
    const file = path.join(folder, 'grey.png');
    await sharp(Uint8Array.from([0, 90, 255, 128]), { raw: { width: 2, height: 2, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toFile(file);
    expect([...(await decodeImage(file)).data]).toEqual([0, 0, 0, 90, 90, 90, 255, 255, 255, 128, 128, 128]);
    const alpha = path.join(folder, 'alpha.png');
    await sharp(Uint8Array.from([10, 20, 30, 0, 40, 50, 60, 255]), {
      raw: { width: 2, height: 1, channels: 4 },
    })
      .png()
      .toFile(alpha);
    expect([...(await decodeImage(alpha)).data]).toEqual([10, 20, 30, 40, 50, 60]);
    const deep = path.join(folder, 'deep.png');
    await sharp(coordinateImage(4, 3, 200).data, { raw: { width: 4, height: 3, channels: 3 } })
      .toColourspace('rgb16')
      .png()
      .toFile(deep);
    expect(await decodeImage(deep)).toEqual(coordinateImage(4, 3, 200));
  });

  it('turns as the camera says, or not', async () => {
    const file = path.join(folder, 'turned.png');
    const stored = coordinateImage(4, 2);
    const raw = { raw: { width: 4, height: 2, channels: 3 as const } };
    await sharp(stored.data, raw).withMetadata({ orientation: 6 }).png().toFile(file);
    expect(await imageFileSize(file)).toEqual({
      stored: { width: 4, height: 2 },
      upright: { width: 2, height: 4 },
      isTurned: true,
    });
    expect(await decodeImage(file, 'stored')).toEqual(stored);
    const upright = await decodeImage(file);
    expect([upright.width, upright.height]).toEqual([2, 4]);
    expect(pixel(upright, 1, 0)).toEqual([0, 0, 0]); // Turned right: the top left goes to the top right.
  });

  it('refuses a truncated JPEG and a file that is none', async () => {
    const jpeg = await sharp(coordinateImage(64, 64).data, { raw: { width: 64, height: 64, channels: 3 } })
      .jpeg()
      .toBuffer();
    const cut = path.join(folder, 'cut.jpg');
    await writeFile(cut, jpeg.subarray(0, jpeg.length - 200));
    await expect(decodeImage(cut)).rejects.toThrow(
      `${cut}: expected a readable image, got an error of the decoder (`,
    );
    const empty = path.join(folder, 'empty.jpg');
    await writeFile(empty, '');
    await expect(decodeImage(empty)).rejects.toThrow('got an error of the decoder (the file is empty).');
    await expect(decodeImage(path.join(folder, 'none.jpg'))).rejects.toThrow(
      'none.jpg: expected a file that can be read, got ENOENT. Is the disk or the network folder',
    );
    const text = path.join(folder, 'text.jpg');
    await writeFile(text, 'no image');
    await expect(imageFileSize(text)).rejects.toThrow('onBadImage: "skip"');
  });
});

describe('readImages', () => {
  it('takes files and folders, with ids from 1', async () => {
    const inner = path.join(folder, 'inner');
    await mkdir(inner);
    await writeFile(path.join(inner, 'b.png'), await encodePng(coordinateImage(3, 2)));
    await writeFile(path.join(inner, 'a.PNG'), await encodePng(coordinateImage(2, 2)));
    await writeFile(path.join(inner, 'notes.txt'), 'x');
    const single = path.join(folder, 'a.png');
    const { images } = await readImages({ paths: [single, inner] });
    expect(images.map(({ id, fileName, width }) => [id, path.basename(fileName), width])).toEqual([
      [1, 'a.png', 9],
      [2, 'a.PNG', 2],
      [3, 'b.png', 3],
    ]);
    expect(await images[2]!.load()).toEqual(coordinateImage(3, 2));
  });

  it('says what is missing, and skips on request', async () => {
    await expect(readImages({ paths: [path.join(folder, 'none.png')] })).rejects.toThrow(
      `readImages: paths: expected a file or folder, got "${path.join(folder, 'none.png')}" (ENOENT).`,
    );
    const broken = path.join(folder, 'broken.png');
    await writeFile(broken, 'x');
    await expect(readImages({ paths: [broken] })).rejects.toThrow(`${broken}: expected a readable image`);
    const lines: string[] = [];
    const report = (line: string) => lines.push(line);
    const good = path.join(folder, 'a.png');
    const { images } = await readImages({ paths: [broken, good], onBadImage: 'skip', report });
    expect(images.map((image) => image.fileName)).toEqual([good]);
    expect(lines).toEqual([expect.stringContaining(`image left out: ${broken}: expected a readable image`)]);
  });
});
