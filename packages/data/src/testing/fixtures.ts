import type { Box, DetectionDataset, ImageRecord, ObjectRecord, RgbImage } from '../dataset.ts';

/** An image whose pixel (x, y) has red x, green y, blue `blue`. */
export function coordinateImage(width: number, height: number, blue = 0): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) data.set([x, y, blue], at);
  }
  return { width, height, data };
}

export function object(box: Box, more: Partial<ObjectRecord> = {}): ObjectRecord {
  const area = (box[2] - box[0]) * (box[3] - box[1]);
  return { id: 1, box, classIndex: 0, area, crowd: false, ...more };
}

/** A record of a `coordinateImage` whose blue is the id. */
export function record(
  id: number,
  objects: readonly ObjectRecord[] = [],
  { width = 8, height = 4 }: { readonly width?: number; readonly height?: number } = {},
): ImageRecord {
  const load = async () => coordinateImage(width, height, id);
  return { id, fileName: `${id}.png`, width, height, objects, load };
}

export function datasetOf(images: readonly ImageRecord[]): DetectionDataset {
  return {
    name: 'fixture',
    classes: [
      { id: 7, name: 'cell' },
      { id: 9, name: 'disc' },
    ],
    images,
  };
}

/** Red, green, blue at (x, y). */
export function pixel({ width, data }: RgbImage, x: number, y: number): number[] {
  return [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
}
