import { batchedPointwise, conv2d } from '@tandem-det/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { type CasesOf, type KernelCase, kernel, type Prepared, random } from '../case.ts';
import { fewer } from '../fewer.ts';

interface Layer {
  readonly name: string;
  /** B, H, W, channels in. */
  readonly x: readonly [number, number, number, number];
  /** Height and width, channels out. */
  readonly filter: readonly [number, number];
  readonly stride?: number;
  readonly groups?: number;
}

/** ResNet-50, its stages C2 to C5, and a head of 256 channels on level 3, of an image of 640 × 640. */
const layers: readonly Layer[] = [
  { name: 'stem 7×7 / 2, 3 → 64', x: [1, 640, 640, 3], filter: [7, 64], stride: 2 },
  { name: 'C2 3×3, 64', x: [1, 160, 160, 64], filter: [3, 64] },
  { name: 'C3 3×3, 128', x: [1, 80, 80, 128], filter: [3, 128] },
  { name: 'C4 3×3, 256', x: [1, 40, 40, 256], filter: [3, 256] },
  { name: 'C5 3×3, 512', x: [1, 20, 20, 512], filter: [3, 512] },
  { name: 'C3 3×3 / 2, 128', x: [1, 160, 160, 128], filter: [3, 128], stride: 2 },
  { name: 'C2 1×1, 64 → 256', x: [1, 160, 160, 64], filter: [1, 256] },
  { name: 'C4 1×1, 1024 → 256', x: [1, 40, 40, 1024], filter: [1, 256] },
  { name: 'T-Head 3×3, 256', x: [1, 80, 80, 256], filter: [3, 256] },
  { name: 'T-Head 1×1, 1536 → 384', x: [1, 80, 80, 1536], filter: [1, 384] },
  { name: 'depthwise 3×3, 256', x: [1, 80, 80, 256], filter: [3, 256], groups: 256 },
];

type Part = 'forward' | 'input gradient' | 'filter gradient';

function layerCase(
  { name, x, filter: [size, outputs], stride = 1, groups = 1 }: Layer,
  part: Part,
): KernelCase {
  const padding = (size - 1) / 2;
  const filterShape = [size, size, x[3] / groups, outputs] as const;
  const shape = [x[0], Math.ceil(x[1] / stride), Math.ceil(x[2] / stride), outputs] as const;
  const attributes = { stride: [stride, stride], padding: [padding, padding], dilation: [1, 1], groups };
  const places = shape[0] * shape[1] * shape[2];
  return {
    op: groups === 1 ? 'conv2d' : 'depthwise',
    name: `${name}, ${part}`,
    flops: 2 * places * filterShape.reduce((product, axis) => product * axis, 1),
    peer: { name: 'convolution', arguments: { x, filter: filterShape, stride, padding, groups, part } },
    prepare: (): Prepared => {
      const image = random<tf.Tensor4D>(x);
      const filter = random<tf.Tensor4D>(filterShape);
      const sides: [number, number] = [padding, padding];
      const pad = () => tf.pad(image, [[0, 0], sides, sides, [0, 0]]);
      // tfjs's filter of a depthwise convolution
      const perChannel = [size, size, groups, 1] as [number, number, number, number];
      if (part === 'forward') {
        return {
          tandem: () => conv2d(image, filter, { stride, padding, groups }),
          plain: () =>
            groups === 1
              ? tf.conv2d(pad(), filter, stride, 'valid')
              : tf.depthwiseConv2d(pad(), tf.reshape(filter, perChannel), stride, 'valid'),
        };
      }
      const [plainName, plainFilter] =
        groups === 1
          ? (['Conv2DBackprop', filterShape] as const)
          : (['DepthwiseConv2dNativeBackprop', perChannel] as const);
      const valid = { strides: [stride, stride], pad: 'valid', dilations: [1, 1], dataFormat: 'NHWC' };
      const dy = random<tf.Tensor4D>(shape);
      if (part === 'input gradient') {
        const all = { ...attributes, inputShape: x };
        const inputShape = [x[0], x[1] + 2 * padding, x[2] + 2 * padding, x[3]];
        return {
          tandem: () => kernel('TandemConv2DInputGradient', { dy, filter }, all),
          plain: () => {
            const weights = tf.reshape(filter, [...plainFilter]);
            const dx = kernel(`${plainName}Input`, { dy, filter: weights }, { ...valid, inputShape });
            return tf.slice(dx as tf.Tensor4D, [0, padding, padding, 0], [...x]);
          },
        };
      }
      const all = { ...attributes, filterShape };
      return {
        tandem: () => kernel('TandemConv2DFilterGradient', { x: image, dy }, all),
        plain: () => kernel(`${plainName}Filter`, { x: pad(), dy }, { ...valid, filterShape: plainFilter }),
      };
    },
  };
}

/** The T-Head's reduction of N · 256 = 1,536 channels with a filter for each image. */
function perImage(rows: number): KernelCase {
  return {
    op: 'pointwise',
    name: 'per image, 1536 → 256',
    flops: 2 * 4 * rows * 40 * 1536 * 256,
    peer: { name: 'batched_product', arguments: { shape: [4, rows * 40, 1536, 256] } },
    prepare: () => {
      const x = random<tf.Tensor4D>([4, rows, 40, 1536]);
      const filters = random<tf.Tensor3D>([4, 1536, 256]);
      return {
        tandem: () => batchedPointwise(x, filters),
        plain: () => tf.matMul(tf.reshape(x, [4, rows * 40, 1536]), filters),
      };
    },
  };
}

export const convolutionCases: CasesOf = (shrink) => [
  ...layers.flatMap(({ x: [batch, height, width, channels], ...layer }) =>
    (['forward', 'input gradient', 'filter gradient'] as const).map((part) =>
      layerCase({ ...layer, x: [batch, fewer(height, shrink), width, channels] }, part),
    ),
  ),
  perImage(fewer(40, shrink)),
];
