import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import sharp, { type JpegOptions } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RgbImage } from '../dataset.ts';
import { readImages } from '../read-images.ts';
import { coordinateImage, pixel } from '../testing/fixtures.ts';
import { floatTiff } from '../testing/tiff.ts';
import { decodeImage, imageFileSize } from './decode.ts';
import { encodePng } from './encode.ts';
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

  /** A photograph-like JPEG; flat ones have scans of a few bytes. */
  const jpegOf = (options: JpegOptions = {}) =>
    sharp(coordinateImage(64, 64).data, { raw: { width: 64, height: 64, channels: 3 } })
      .jpeg(options)
      .toBuffer();
  const decoded = async (name: string, bytes: Uint8Array) => {
    const file = path.join(folder, name);
    await writeFile(file, bytes);
    return decodeImage(file);
  };

  it('reads a JPEG with a wrong byte as other decoders do, and says what it was warned of', async () => {
    const jpeg = await jpegOf();
    const whole = await decoded('whole.jpg', jpeg);
    expect(whole.warnings).toBeUndefined();
    const scan = jpeg.indexOf(Uint8Array.of(0xff, 0xda));
    // Two bytes too many before a marker; Se = 0 in the header of the scan, as phones of Samsung write.
    const extraneous = Buffer.concat([jpeg.subarray(0, scan), Uint8Array.of(1, 2), jpeg.subarray(scan)]);
    expect(await decoded('extra.jpg', extraneous)).toEqual({
      ...whole,
      warnings: [expect.stringContaining('2 extraneous bytes')],
    });
    const samsung = Buffer.from(jpeg);
    const length = jpeg.readUInt16BE(scan + 2);
    samsung[scan + 2 + length - 2] = 0;
    expect(await decoded('samsung.jpg', samsung)).toEqual({
      ...whole,
      warnings: [expect.stringContaining('Invalid SOS parameters')],
    });
    expect(await decoded('end.jpg', jpeg.subarray(0, -2))).toEqual({ ...whole, warnings: ['no end marker'] });
    expect(await decoded('more.jpg', Buffer.concat([jpeg, Buffer.from('notes')]))).toEqual(whole);
  });

  it('refuses a JPEG that is cut off, early or late, plain or progressive', async () => {
    for (const progressive of [false, true]) {
      const jpeg = await jpegOf({ progressive });
      for (const share of [0.5, 0.8, 0.95]) {
        const cut = jpeg.subarray(0, Math.round(jpeg.length * share));
        await expect(decoded('cut.jpg', cut)).rejects.toThrow('cut.jpg: expected a readable image');
      }
    }
  });

  it('spreads floats of 0 to 1, takes those of 0 to 255 as they are, refuses other ranges', async () => {
    const grey = async (...values: number[]) => {
      const { data } = await decoded('float.tif', floatTiff(values));
      return values.map((_, index) => data[index * 3]);
    };
    expect(await grey(0, 0.25, 0.5, 1)).toEqual([0, 64, 128, 255]);
    expect(await grey(0, 1.2, 100.4, 255)).toEqual([0, 1, 100, 255]);
    expect(await grey(0, 257, 25_700)).toEqual([0, 1, 100]);
    expect([...(await decoded('rgb.tif', floatTiff([1, 0.5, 0.25], 3))).data]).toEqual([255, 128, 64]);
    await expect(grey(-200, 800)).rejects.toThrow(
      'float.tif: expected values of 0 to 1, 0 to 255 or 0 to 65535, got float values of -200 to 800. Scale them to 8 bits',
    );
    await expect(grey(0, Number.NaN)).rejects.toThrow('got float values of');
    await expect(grey(0, 4000)).rejects.toThrow(
      'expected values that use their 16 bits, got values of 0 to 4000',
    );
  });

  it('refuses 16 bits of which 12 are used', async () => {
    const png = (most: number) =>
      sharp(Uint16Array.from([0, 3, most, most]), { raw: { width: 2, height: 2, channels: 1 } })
        .toColourspace('grey16')
        .png()
        .toBuffer();
    await expect(decoded('twelve.png', await png(4095))).rejects.toThrow(
      'twelve.png: expected values that use their 16 bits, got values of 0 to 4095. They would be nearly black: scale all images alike to 8 bits or the whole 16, as with ImageMagick and -level 0,4095.',
    );
    // 257 · 100
    expect([...(await decoded('sixteen.png', await png(25_700))).data].slice(6, 9)).toEqual([100, 100, 100]);
  });

  it('reads BMP and PPM, and their sizes', async () => {
    const ppm = Buffer.concat([Buffer.from('P6 2 1 255\n'), Buffer.from([1, 2, 3, 4, 5, 6])]);
    const expected = { width: 2, height: 1, data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
    expect(await decoded('a.ppm', ppm)).toEqual(expected);
    expect((await imageFileSize(path.join(folder, 'a.ppm'))).upright).toEqual({ width: 2, height: 1 });
    const header = Buffer.alloc(54);
    header.write('BM');
    for (const [at, value] of [
      [10, 54],
      [14, 40],
      [18, 2],
      [22, 1],
      [26, 1 + (24 << 16)],
    ] as const) {
      header.writeUInt32LE(value, at);
    }
    const bmp = Buffer.concat([header, Buffer.from([3, 2, 1, 6, 5, 4, 0, 0])]);
    expect(await decoded('a.bmp', bmp)).toEqual(expected);
    expect((await imageFileSize(path.join(folder, 'a.bmp'))).upright).toEqual({ width: 2, height: 1 });
    await expect(decoded('cut.bmp', bmp.subarray(0, 58))).rejects.toThrow(
      'cut.bmp: expected a readable image, got an error of the decoder (a BMP file that is cut off).',
    );
  });

  it('says the limit of pixels, and the way out', async () => {
    const file = path.join(folder, 'huge.png');
    const png = Buffer.from(await encodePng(coordinateImage(4, 4)));
    png.writeUInt32BE(17_000, 16);
    png.writeUInt32BE(17_000, 20);
    png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
    await writeFile(file, png);
    const message = `${file}: expected at most 268,402,689 pixels (16383²), got 17000×17000. Cut the image into tiles, or shrink it`;
    await expect(imageFileSize(file)).rejects.toThrow(message);
    await expect(decodeImage(file)).rejects.toThrow(message);
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
    await mkdir(path.join(inner, 'sub'));
    const deep = path.join(inner, 'sub', 'c.png');
    await writeFile(deep, await encodePng(coordinateImage(4, 2)));
    await writeFile(path.join(inner, '._a.PNG'), 'x');
    const single = path.join(folder, 'a.png');
    const { images, account } = await readImages({ paths: [single, inner, deep] });
    expect(account!.passedOver.map((file) => path.basename(file))).toEqual(['._a.PNG', 'notes.txt']);
    expect(images.map(({ id, fileName, width }) => [id, path.basename(fileName), width])).toEqual([
      [1, 'a.png', 9],
      [2, 'a.PNG', 2],
      [3, 'b.png', 3],
      [4, 'c.png', 4],
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
