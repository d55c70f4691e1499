import { expectThat } from '@tandem-det/base';
import type { Box, DetectionDataset, ImageRecord } from '../dataset.ts';
import type { Size } from '../images/resize.ts';
import { layOutScene, renderSceneOf } from './scene-image.ts';
import { TOOLS } from './tools.ts';

/** Splits of one seed never share a scene. */
export type SceneSplit = 'train' | 'val' | 'test';

export interface GeneratedScenesOptions {
  readonly count: number;
  readonly seed?: number;
  readonly split?: SceneSplit;
  readonly size?: Size;
}

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
  const { count, seed = 0, split = 'train', size = { width: 160, height: 160 } } = options;
  expectThat(
    Number.isInteger(count) && count >= 1,
    'generatedScenes: count',
    'an integer ≥ 1',
    String(count),
  );
  for (const side of ['width', 'height'] as const) {
    expectThat(
      Number.isInteger(size[side]) && size[side] >= 32,
      `generatedScenes: size.${side}`,
      'an integer ≥ 32',
      String(size[side]),
    );
  }
  return {
    name: `scenes-${split}`,
    classes: TOOLS.map(({ name }, index) => ({ id: index + 1, name })),
    images: Array.from({ length: count }, (_, index) => scene(index, seed, split, size)),
  };
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
