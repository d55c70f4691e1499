import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ExpectationError } from '@tandem-det/base';
import type { DetectionDataset } from '../dataset.ts';
import { encodePng } from '../images/encode.ts';

/** A COCO instances file as an object. */
export interface CocoJson {
  readonly info: { readonly description: string };
  readonly images: readonly { id: number; file_name: string; width: number; height: number }[];
  readonly annotations: readonly {
    id: number;
    image_id: number;
    category_id: number;
    bbox: readonly [x: number, y: number, width: number, height: number];
    area: number;
    iscrowd: 0 | 1;
  }[];
  readonly categories: readonly { id: number; name: string }[];
}

/** The annotations of a dataset in COCO instances format; the inverse of `readCoco`. */
export function cocoJson(dataset: DetectionDataset): CocoJson {
  return {
    info: { description: dataset.name },
    images: dataset.images.map(({ id, fileName, width, height }) => ({
      id,
      file_name: fileName,
      width,
      height,
    })),
    annotations: dataset.images.flatMap((image) =>
      image.objects.map(({ id, box: [x1, y1, x2, y2], classIndex, area, crowd }) => ({
        id,
        image_id: image.id,
        category_id: dataset.classes[classIndex]!.id,
        bbox: [x1, y1, x2 - x1, y2 - y1] as const,
        area,
        iscrowd: crowd ? (1 as const) : (0 as const),
      })),
    ),
    categories: dataset.classes.map(({ id, name }) => ({ id, name })),
  };
}

/**
 * Writes `annotations.json` and the images, as PNG without loss, into `images/` of a folder, which is made
 * where it does not exist. Returns what `readCoco` needs to read them again.
 */
export async function writeCoco(
  dataset: DetectionDataset,
  options: { readonly folder: string; readonly onImage?: (done: number, total: number) => void },
): Promise<{ readonly annotations: string; readonly images: string }> {
  const { folder, onImage } = options;
  const annotations = path.join(folder, 'annotations.json');
  const images = path.join(folder, 'images');
  const named = dataset.images.map((record) => ({ ...record, fileName: pngName(record.fileName) }));
  try {
    await mkdir(images, { recursive: true });
    for (const [index, record] of named.entries()) {
      const file = path.join(images, record.fileName);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, await encodePng(await record.load()));
      onImage?.(index + 1, named.length);
    }
    await writeFile(annotations, `${JSON.stringify(cocoJson({ ...dataset, images: named }))}\n`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new ExpectationError(
      'writeCoco: folder',
      'a folder that can be written to',
      `"${folder}" (${code})`,
      'Choose another folder, or change its permissions.',
    );
  }
  return { annotations, images };
}

function pngName(fileName: string): string {
  return `${fileName.replace(/\.[^./\\]*$/, '')}.png`;
}
