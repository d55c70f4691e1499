import { PUBLISHED_SCHEDULES, type PublishedSchedule } from './published-schedule.ts';
import type { ToodOptions } from './tood.ts';

/** A model of the TOOD paper. */
export interface ToodVariant {
  /** What `tood` takes besides the classes. */
  readonly options: Omit<ToodOptions, 'classes'>;
  readonly schedule: PublishedSchedule;
  /** COCO AP of the weights that the authors released. */
  readonly published: { readonly minival: number; readonly testDev: number };
}

/** Batch statistics and the first stage as they come from ImageNet, as all of them are trained. */
const pretrained = { norm: { kind: 'frozen-batch' }, frozenStages: 1 } as const;
const deep = { ...pretrained, depth: 101 } as const;
const resnext = { ...deep, groups: 64, groupWidth: 4 } as const;
const once = PUBLISHED_SCHEDULES.tood;
const twice = PUBLISHED_SCHEDULES['tood 2x'];

/**
 * The models of the TOOD paper by their configs: `tood({ classes, ...TOOD_VARIANTS['r101 2x'].options })`.
 * Deformable: the backbone's stages C3 to C5 (ResNeXt: C4 and C5) and the first two layers of the head's tower.
 * Sources: the authors' `configs/tood` and README; methods and schedules as there, 2x with short sides of 480 to
 * 800 pixels.
 */
export const TOOD_VARIANTS = {
  'r50 1x': { options: pretrained, schedule: once, published: { minival: 42.5, testDev: 42.7 } },
  'r50 anchor-based 1x': {
    options: { ...pretrained, regression: 'anchor-based' },
    schedule: once,
    published: { minival: 42.4, testDev: 42.8 },
  },
  'r101 2x': { options: deep, schedule: twice, published: { minival: 46.2, testDev: 46.7 } },
  'x101-64x4d 2x': { options: resnext, schedule: twice, published: { minival: 47.6, testDev: 48.5 } },
  'r101 deformable 2x': {
    options: { ...deep, deformable: { levels: [3, 4, 5] }, deformableLayers: 2 },
    schedule: twice,
    published: { minival: 49.2, testDev: 49.6 },
  },
  'x101-64x4d deformable 2x': {
    options: { ...resnext, deformable: { levels: [4, 5] }, deformableLayers: 2 },
    schedule: twice,
    published: { minival: 50.5, testDev: 51.1 },
  },
} as const satisfies Record<string, ToodVariant>;
