import { atssAssigner, taskAligned } from '@tandem-det/assigners';
import { resnet } from '@tandem-det/backbones';
import { afterEpoch, type GroundTruth } from '@tandem-det/core';
import { decoupledHead, taskAlignedHead } from '@tandem-det/heads';
import { uniformValues } from '@tandem-det/kernels/testing';
import { centerness, focal, giou, qualityFocal, sumLosses, weighted } from '@tandem-det/losses';
import { fpn } from '@tandem-det/necks';
import { type Tensor4D, tensor2d, tensor3d, tensor4d } from '@tensorflow/tfjs-core';
import { createDetector, type Detector } from './create-detector.ts';

const groups = { kind: 'group', groups: 2 } as const;

/** Backbone and neck of a few thousand parameters: levels of stride 8 to 32. */
export const tinyParts = () =>
  ({
    classes: ['left', 'right'],
    backbone: resnet({ depth: 18, width: 4, norm: groups }),
    neck: fpn({ channels: 8, levels: [3, 5] }),
  }) as const;

/** TOOD with two epochs of warm-up. */
export function tinyTood(seed = 0): Detector {
  return createDetector({
    ...tinyParts(),
    head: taskAlignedHead({ channels: 8, interactiveLayers: 2, groups: 2, boxScale: 3 }),
    assigner: afterEpoch(2, atssAssigner(), taskAligned()),
    loss: afterEpoch(
      2,
      sumLosses(focal(), weighted(2, giou({ weight: 'centerness' }))),
      sumLosses(qualityFocal({ target: 'alignment' }), weighted(2, giou({ weight: 'alignment' }))),
    ),
    seed,
  });
}

/** ATSS with centerness. */
export function tinyAtss(seed = 0): Detector {
  return createDetector({
    ...tinyParts(),
    head: decoupledHead({ channels: 8, convs: 1, groups: 2, boxScale: 3 }),
    assigner: atssAssigner(),
    loss: sumLosses(focal(), weighted(2, giou({ weight: 'centerness' })), centerness()),
    seed,
  });
}

/** Two images of 32 × 48 with a bright rectangle each on noise; the second has a padded object and is 32 × 40. */
export function tinyBatch(): { images: Tensor4D; truth: GroundTruth } {
  const [height, width] = [32, 48];
  const boxes = [
    [
      [4, 4, 22, 26],
      [26, 8, 46, 30],
    ],
    [
      [10, 6, 34, 28],
      [0, 0, 0, 0],
    ],
  ];
  const pixels = uniformValues(2 * height * width * 3, { low: -0.2, high: 0.2 });
  for (const [image, objects] of boxes.entries()) {
    for (const [channel, [x1, y1, x2, y2]] of objects.entries()) {
      for (let y = y1!; y < y2!; y++) {
        for (let x = x1!; x < x2!; x++) pixels[((image * height + y) * width + x) * 3 + channel]! += 1;
      }
    }
  }
  return {
    images: tensor4d(pixels, [2, height, width, 3]),
    truth: {
      boxes: tensor3d(boxes),
      classes: tensor2d([0, 1, 0, 0], [2, 2], 'int32'),
      mask: tensor2d([1, 1, 1, 0], [2, 2]),
      validSizes: tensor2d([
        [32, 48],
        [32, 40],
      ]),
    },
  };
}
