import { descriptionOf } from '@tandem-det/base';
import { expect, it } from 'vitest';
import type { Transform } from '../sample.ts';
import { type RandomAffineOptions, randomAffine } from './affine.ts';
import { colorJitter } from './color-jitter.ts';
import { compose } from './compose.ts';
import { randomCrop } from './crop.ts';
import { randomExpand } from './expand.ts';
import { fitWithin } from './fit.ts';
import { horizontalFlip } from './flip.ts';
import { hsvJitter } from './hsv-jitter.ts';
import { letterbox } from './letterbox.ts';
import { mixUp } from './mix-up.ts';
import { mosaic } from './mosaic.ts';
import { padTo } from './pad.ts';
import { randomResize } from './random-resize.ts';
import { resize, resizeKeepRatio } from './resize.ts';

const size = { width: 8, height: 6 };
const gray = [114, 114, 114];
const ratio = { antialias: true, rounding: 'nearest', scale: 'sides' };
const reading = { antialias: true, rounding: 'nearest' };

it.each<[Transform, string, object]>([
  [colorJitter(), 'colorJitter', { brightness: 32, contrast: [0.5, 1.5], saturation: [0.5, 1.5], hue: 18 }],
  [fitWithin(size), 'fitWithin', { ...size, ...ratio }],
  [horizontalFlip(), 'horizontalFlip', { probability: 0.5 }],
  [hsvJitter({ hue: 1 }), 'hsvJitter', { hue: 1, saturation: 30, value: 30 }],
  [letterbox(size), 'letterbox', { ...size, fill: [124, 116, 104], align: 'topLeft', ...ratio }],
  [mixUp(size), 'mixUp', { ...size, ...reading, probability: 1, scale: [0.5, 1.5], fill: gray }],
  [
    mosaic({ ...size, untilEpoch: 5 }),
    'mosaic',
    { ...size, ...reading, probability: 1, untilEpoch: 5, fill: gray },
  ],
  [padTo({ ...size, fill: [1, 2, 3] }), 'padTo', { ...size, fill: [1, 2, 3] }],
  [randomAffine(), 'randomAffine', { degrees: 10, translate: 0.1, scale: [0.5, 1.5], shear: 2, fill: gray }],
  [randomCrop(), 'randomCrop', { leastIous: [0.1, 0.3, 0.5, 0.7, 0.9], leastSize: 0.3 }],
  [randomExpand(), 'randomExpand', { probability: 0.5, most: 4, fill: [124, 116, 104] }],
  [
    randomResize({ longSide: 9, shortSides: [3] }),
    'randomResize',
    { longSide: 9, shortSides: [3], mode: 'value', ...ratio },
  ],
  [resize({ ...size, antialias: false }), 'resize', { ...size, antialias: false }],
  [
    resizeKeepRatio({ shortSide: 6, longSide: 8 }),
    'resizeKeepRatio',
    { shortSide: 6, longSide: 8, ...ratio },
  ],
  [
    compose(horizontalFlip(), (sample) => sample),
    'compose',
    {
      transforms: [
        { kind: 'horizontalFlip', options: { probability: 0.5 } },
        { kind: 'unknown', options: { name: 'without a name' } },
      ],
    },
  ],
])('a transform describes itself with its defaults: %#', (transform, kind, options) => {
  expect(descriptionOf(transform)).toEqual({ kind, options });
});

it.each<[RandomAffineOptions, string]>([
  [
    { degres: 5 } as never,
    'randomAffine: expected only the options width, height, degrees, translate, scale, shear, untilEpoch, fill, got the unknown option "degres". Did you mean "degrees"?',
  ],
  [{ scale: [2, 1] }, 'randomAffine: scale: expected the least factor, then the largest, got [2,1].'],
  [{ scale: [0, 1] }, 'randomAffine: scale.0: expected a factor above 0, got 0.'],
  [{ fill: [0, 0, 256] }, 'randomAffine: fill.2: expected a value from 0 to 255, got 256.'],
  [{ untilEpoch: -1 }, 'randomAffine: untilEpoch: expected an epoch, got -1.'],
])('refuses %j', (options, message) => {
  expect(() => randomAffine(options)).toThrow(message);
});
