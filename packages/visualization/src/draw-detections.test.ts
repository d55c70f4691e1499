import type { RgbImage } from '@tandem-det/data';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { drawDetections } from './draw-detections.ts';

const grey = (width: number, height: number): RgbImage => ({
  width,
  height,
  data: new Uint8Array(width * height * 3).fill(128),
});

const classes = [{ name: 'cell' }, { name: 'a & <b>' }];
const ORANGE = [0xe6, 0x9f, 0x00];
const BLUE = [0x56, 0xb4, 0xe9];

async function decode(png: Buffer) {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [
    ...data.subarray((y * info.width + x) * info.channels).subarray(0, 3),
  ];
  return { ...info, at };
}

describe('drawDetections', () => {
  it('draws the edge of a detection in the colour of its class where the box is', async () => {
    const detections = [{ box: [100, 80, 300, 200] as const, classIndex: 0, score: 0.9 }];
    const picture = await decode(await drawDetections(grey(480, 320), { detections, classes }));
    expect([picture.width, picture.height]).toEqual([480, 320]);
    // The line of 2 pixels covers columns 99 and 100 at x = 100, 299 and 300 at x = 300; rows alike.
    for (const [x, y] of [
      [99, 140],
      [100, 140],
      [299, 140],
      [300, 140],
      [200, 199],
      [200, 200],
    ] as const) {
      expect(picture.at(x, y)).toEqual(ORANGE);
    }
    // One darker pixel on each side, 0.4 · 128 = 51, then the image.
    expect(picture.at(98, 140)).toEqual([51, 51, 51]);
    expect(picture.at(101, 140)).toEqual([51, 51, 51]);
    expect(picture.at(97, 140)).toEqual([128, 128, 128]);
    expect(picture.at(200, 140)).toEqual([128, 128, 128]);
  });

  it('puts the name and the score above the box', async () => {
    const detections = [{ box: [100, 80, 300, 200] as const, classIndex: 0, score: 0.9 }];
    const picture = await decode(await drawDetections(grey(480, 320), { detections, classes }));
    // "cell 0.90": 9 characters · 6 dots + 3 = 57 dots of 2 pixels wide, 12 dots high: 99..212 × 56..79.
    expect(picture.at(99, 56)).toEqual(ORANGE);
    expect(picture.at(212, 56)).toEqual(ORANGE);
    expect(picture.at(213, 56)).toEqual([128, 128, 128]);
    expect(picture.at(99, 55)).toEqual([128, 128, 128]);
    // Third character, "l": its top row is .##.. at dots 2 + 2 · 6 + 1 and the next, so 99 + 30 = 129 .. 132.
    expect(picture.at(128, 60)).toEqual(ORANGE);
    expect(picture.at(129, 60)).toEqual([0, 0, 0]);
    expect(picture.at(132, 60)).toEqual([0, 0, 0]);
    expect(picture.at(133, 60)).toEqual(ORANGE);
  });

  it('keeps labels inside the picture', async () => {
    const detections = [{ box: [470, 0, 480, 10] as const, classIndex: 0, score: 1 }];
    const picture = await decode(await drawDetections(grey(480, 320), { detections, classes }));
    expect(picture.at(479, 1)).toEqual(ORANGE);
    expect(picture.at(366, 0)).toEqual(ORANGE);
    expect(picture.at(365, 0)).toEqual([128, 128, 128]);
  });

  it('draws truth dashed, and hides detections below the threshold', async () => {
    const picture = await decode(
      await drawDetections(grey(480, 320), {
        truth: [{ box: [100, 80, 300, 200], classIndex: 1 }],
        detections: [{ box: [20, 20, 60, 60], classIndex: 0, score: 0.29 }],
        classes,
      }),
    );
    expect(picture.at(20, 40)).toEqual([128, 128, 128]);
    const edge = Array.from({ length: 20 }, (_, step) => picture.at(200 + step, 80).join());
    expect(edge).toContain(BLUE.join());
    expect(edge).toContain('51,51,51');
  });

  it('magnifies small images so that every pixel stays a square', async () => {
    const image = grey(160, 120);
    image.data.set([10, 20, 30], (7 * 160 + 5) * 3);
    const picture = await decode(await drawDetections(image, { classes }));
    expect([picture.width, picture.height]).toEqual([480, 360]); // ceil(480 / 160) = 3
    for (const [x, y] of [
      [15, 21],
      [17, 23],
    ] as const)
      expect(picture.at(x, y)).toEqual([10, 20, 30]);
    expect(picture.at(18, 23)).toEqual([128, 128, 128]);
  });

  it('refuses a class that does not exist', async () => {
    const detections = [{ box: [1, 1, 5, 5] as const, classIndex: 2, score: 1 }];
    await expect(drawDetections(grey(8, 8), { detections, classes })).rejects.toThrow(
      'drawDetections: classIndex: expected one of 2 classes, got 2.',
    );
  });

  it('draws names with XML in them', async () => {
    const truth = [{ box: [10, 10, 40, 40] as const, classIndex: 0 }];
    const names = [{ name: 'é & <b> "q"' }];
    const picture = await decode(await drawDetections(grey(480, 320), { truth, classes: names }));
    expect(picture.at(10, 41)).toEqual(ORANGE);
  });
});
