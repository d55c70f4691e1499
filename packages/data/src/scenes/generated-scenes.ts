import { count, describe, expected, readOptions, whole } from '@tandem-det/base';
import { z } from 'zod';
import type { Box, DetectionDataset, ImageRecord } from '../dataset.ts';
import type { Size } from '../images/size.ts';
import { layOutScene, renderSceneOf } from './scene-image.ts';
import { TOOLS } from './tools.ts';

/** Splits of one seed never share a scene. */
export type SceneSplit = 'train' | 'val' | 'test';

const aSide = expected('an integer ≥ 32');
const side = z.int(aSide).min(32, aSide);

/** The options of `generatedScenes`, their defaults and their checks. */
export const generatedScenesOptions = z.strictObject({
  /** Scenes. */
  count,
  seed: whole.default(0),
  split: z.enum(['train', 'val', 'test']).default('train'),
  /** In pixels. */
  size: z.strictObject({ width: side, height: side }).readonly().default({ width: 160, height: 160 }),
});

export type GeneratedScenesOptions = z.input<typeof generatedScenesOptions>;

const SPLIT_KEYS: Readonly<Record<SceneSplit, number>> = { train: 1, val: 2, test: 3 };

/**
 * Rendered scenes with exact boxes: tools of five classes among clutter on textured ground. Where an
 * object is, its large pad tells; which class it has, the small emblem at its other end.
 *
 * Boxes are the exact extent of the whole object, hidden parts included; objects never leave the image,
 * and at least 40 % of each, and 60 % of its emblem, can be seen. Scene i depends on (seed, split, i, size)
 * alone, and its pixels are the same on every machine: a smaller `count` gives the first scenes of a larger.
 */
export function generatedScenes(options: GeneratedScenesOptions): DetectionDataset {
  const read = readOptions('generatedScenes', generatedScenesOptions, options);
  const { count, seed, split, size } = read;
  const dataset: DetectionDataset = {
    name: `scenes-${split}`,
    classes: TOOLS.map(({ name }, index) => ({ id: index + 1, name })),
    images: Array.from({ length: count }, (_, index) => scene(index, seed, split, size)),
  };
  return describe(dataset, 'generatedScenes', read);
}

function scene(index: number, seed: number, split: SceneSplit, size: Size): ImageRecord {
  const keys = [seed, SPLIT_KEYS[split], index] as const;
  const layout = layOutScene(keys, size);
  const id = index + 1;
  const objects = layout.figures.flatMap(({ classIndex, box }, figure) =>
    classIndex === undefined
      ? []
      : [
          {
            id: id * 10 + figure,
            box: hundredths(box),
            classIndex,
            area: areaOf(hundredths(box)),
            crowd: false,
          },
        ],
  );
  return {
    id,
    fileName: `${split}-${String(id).padStart(6, '0')}.png`,
    ...size,
    objects,
    source: { kind: 'scene', keys, size },
    load: async () => renderSceneOf(keys, size),
  };
}

/** Corners to the nearest hundredth of a pixel, so that they read well in a file. */
function hundredths(box: Box): Box {
  const [x1, y1, x2, y2] = box.map((value) => Math.floor(value * 100 + 0.5) / 100);
  return [x1!, y1!, x2!, y2!];
}

function areaOf([x1, y1, x2, y2]: Box): number {
  return (x2 - x1) * (y2 - y1);
}
