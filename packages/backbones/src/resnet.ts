import {
  type Backbone,
  checkShape,
  convolution,
  ExpectationError,
  type Layer,
  type Level,
  type Norm,
  normalization,
  normName,
  type ParameterScope,
  tidied,
} from '@tandem-det/core';
import { maxPool2d, relu } from '@tandem-det/kernels';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { blockOutputs, type ResNetStyle, residualBlock } from './residual-block.ts';

/** Blocks of the stages `layer1` to `layer4`, by depth. */
const BLOCKS = { 18: [2, 2, 2, 2], 34: [3, 4, 6, 3], 50: [3, 4, 6, 3], 101: [3, 4, 23, 3] } as const;

export type ResNetDepth = keyof typeof BLOCKS;

export interface ResNetOptions {
  /** 18 and 34 have basic blocks, 50 and 101 bottlenecks. */
  readonly depth?: ResNetDepth;
  /** Channels of the stem and of the first stage's 3 × 3 convolutions. */
  readonly width?: number;
  readonly norm?: Norm;
  /** Where a bottleneck's stride is: on its 3 × 3 convolution (torchvision's weights) or on the first (Caffe's). */
  readonly style?: ResNetStyle;
  /** Stages that do not train and whose batch statistics stay: 0 none, 1 the stem and `layer1`, to 4 all. */
  readonly frozenStages?: 0 | 1 | 2 | 3 | 4;
  /** First and last level returned, of 2 to 5: level l has stride 2^l. */
  readonly levels?: readonly [first: number, last: number];
  /** Start each block as its shortcut: its last normalisation has scale 0. */
  readonly zeroInitialize?: boolean;
}

/**
 * ResNet: a 7 × 7 convolution of stride 2, a 3 × 3 max pooling of stride 2, and four stages of residual blocks
 * of strides 4, 8, 16 and 32. Levels 2 to 5 (C2 to C5) are the stages' outputs.
 *
 * Images [B, H, W, 3]; level l is [B, ceil(H / 2^l), ceil(W / 2^l), width · 2^(l − 2)], times 4 for bottlenecks.
 * Names: `conv1`, `bn1`, `layer1.0.conv1`, … as in torchvision; with group normalisation `gn1`, … as in
 * mmdetection. At narrow widths the number of groups follows `groupCount` of core.
 * Source: He et al. 2016; torchvision's `resnet18` to `resnet101` (initialisation too: `zeroInitialize` is off).
 */
export function resnet({
  depth = 50,
  width = 64,
  norm = { kind: 'batch' },
  style = 'pytorch',
  frozenStages = 0,
  levels = [3, 5],
  zeroInitialize = false,
}: ResNetOptions = {}): Backbone {
  check({ depth, width, frozenStages, levels });
  const bottleneck = depth >= 50;
  const [first, last] = levels;
  const stages = BLOCKS[depth].slice(0, last - 1);
  const outputsOf = (stage: number) => blockOutputs(width * 2 ** stage, bottleneck);
  const declared: Level[] = [];
  for (let level = first; level <= last; level++) {
    declared.push({ stride: 2 ** level, channels: outputsOf(level - 2) });
  }
  return {
    name: `resnet${depth}`,
    levels: declared,
    build(scope) {
      const stem = buildStem(scope.frozen(frozenStages >= 1), width, norm);
      const built = stages.map((count, stage) => {
        const stageScope = scope.child(`layer${stage + 1}`).frozen(frozenStages > stage);
        return Array.from({ length: count }, (_, block) =>
          residualBlock(stageScope.child(block), {
            inputs: block > 0 ? outputsOf(stage) : stage > 0 ? outputsOf(stage - 1) : width,
            width: width * 2 ** stage,
            stride: stage > 0 && block === 0 ? 2 : 1,
            style,
            bottleneck,
            norm,
            zeroInitialize,
          }),
        );
      });
      return (images, context) => {
        checkShape('resnet', images, 'B H W 3');
        return tidied(() => {
          const features: Tensor4D[] = [];
          let x = stem(images, context);
          for (const blocks of built) {
            for (const block of blocks) x = block(x, context);
            features.push(x);
          }
          return features.slice(first - 2);
        });
      };
    },
  };
}

function buildStem(scope: ParameterScope, width: number, norm: Norm): Layer {
  const convolve = convolution(scope.child('conv1'), {
    inputs: 3,
    outputs: width,
    kernel: 7,
    stride: 2,
    bias: false,
  });
  const normalize = normalization(scope.child(`${normName(norm)}1`), width, norm);
  return (images, context) => {
    const x = relu(normalize(convolve(images, context), context));
    const y = maxPool2d(x, { size: 3, stride: 2, padding: 1 });
    context.trace?.({
      name: scope.child('maxpool').path,
      kind: 'max pooling',
      outputShape: y.shape,
      macs: 0,
    });
    return y;
  };
}

function check({
  depth,
  width,
  frozenStages,
  levels: [first, last],
}: Required<Pick<ResNetOptions, 'depth' | 'width' | 'frozenStages' | 'levels'>>): void {
  const refuse = (expected: string, got: unknown) => {
    throw new ExpectationError('resnet', expected, String(got));
  };
  if (!(depth in BLOCKS)) refuse(`a depth of ${Object.keys(BLOCKS).join(', ')}`, depth);
  if (!(Number.isInteger(width) && width >= 1)) refuse('a width of 1 channel or more', width);
  if (![0, 1, 2, 3, 4].includes(frozenStages)) refuse('frozenStages from 0 to 4', frozenStages);
  if (!(Number.isInteger(first) && Number.isInteger(last) && 2 <= first && first <= last && last <= 5)) {
    refuse('levels [first, last] between 2 and 5', `[${first}, ${last}]`);
  }
}
