import {
  convolution,
  convolutionSequence,
  type Deformation,
  deformableConvolution,
  type Layer,
  type Norm,
  normalization,
  normName,
  type ParameterScope,
} from '@tandem-det/core';
import { addAlike, relu } from '@tandem-det/kernels';
import { tidy } from '@tensorflow/tfjs-core';

export interface ResidualBlockOptions {
  readonly inputs: number;
  /** Channels of a basic block's convolutions; a bottleneck returns four times as many. */
  readonly width: number;
  /** Channels of a bottleneck's 3 × 3 convolution, `width` in a plain ResNet, and its groups. */
  readonly middle: number;
  readonly groups: number;
  /** Makes a bottleneck's 3 × 3 convolution deformable. */
  readonly deformation?: Deformation | undefined;
  /** Of one convolution of the branch, and of the shortcut. */
  readonly stride: number;
  /** Which convolution of a bottleneck is strided: the 3 × 3 (`pytorch`) or the first 1 × 1 (`caffe`). */
  readonly style: 'pytorch' | 'caffe';
  /** 1 × 1, 3 × 3, 1 × 1 with four times `width` channels out, instead of two 3 × 3. */
  readonly bottleneck: boolean;
  readonly norm: Norm;
  /** The last normalisation starts at scale 0, so that the block starts as its shortcut. */
  readonly zeroInitialize: boolean;
}

/** Channels that a block returns. */
export function blockOutputs(width: number, bottleneck: boolean): number {
  return bottleneck ? width * 4 : width;
}

/**
 * `relu(branch(x) + shortcut(x))`, the branch being convolutions with a normalisation each and a ReLU between
 * them; the shortcut is x, or a strided 1 × 1 convolution with a normalisation where the shape changes.
 *
 * x [B, H, W, inputs]; returns [B, ceil(H / stride), ceil(W / stride), blockOutputs(width)].
 * Names: `conv1`, `bn1` (`gn1`), `conv2`, …, `downsample.0`, `downsample.1`.
 * Deformable: `conv2.weight`, `conv2.conv_offset.weight`, `conv2.conv_offset.bias`, as in mmdetection.
 * Source: He et al. 2016; Xie et al. 2017 (groups). A bottleneck's stride is on its 3 × 3 convolution as in torchvision, or, as there
 * and in Caffe's weights, on the first.
 */
export function residualBlock(scope: ParameterScope, options: ResidualBlockOptions): Layer {
  const { inputs, width, middle, groups, deformation, stride, style, bottleneck, norm, zeroInitialize } =
    options;
  const outputs = blockOutputs(width, bottleneck);
  const shapes = bottleneck
    ? [
        { inputs, outputs: middle, kernel: 1, stride: style === 'caffe' ? stride : 1 },
        { inputs: middle, outputs: middle, kernel: 3, stride: style === 'caffe' ? 1 : stride, groups },
        { inputs: middle, outputs, kernel: 1, stride: 1 },
      ]
    : [
        { inputs, outputs: width, kernel: 3, stride },
        { inputs: width, outputs, kernel: 3, stride: 1 },
      ];
  const branch = shapes.map((shape, index) => {
    const last = index === shapes.length - 1;
    const name = scope.child(`conv${index + 1}`);
    const convolve =
      deformation && bottleneck && shape.kernel === 3
        ? deformableConvolution(name, { ...shape, deformation })
        : convolution(name, { ...shape, bias: false });
    const normalize = normalization(scope.child(`${normName(norm)}${index + 1}`), shape.outputs, norm, {
      initialScale: last && zeroInitialize ? 0 : 1,
    });
    return convolutionSequence(convolve, normalize, last ? 'none' : 'relu');
  });
  const shortcut =
    stride === 1 && inputs === outputs
      ? undefined
      : convolutionSequence(
          convolution(scope.child('downsample.0'), { inputs, outputs, kernel: 1, stride, bias: false }),
          normalization(scope.child('downsample.1'), outputs, norm),
          'none',
        );
  return (x, context) =>
    tidy(() => {
      const y = branch.reduce((value, layer) => layer(value, context), x);
      return relu(addAlike(y, shortcut ? shortcut(x, context) : x));
    });
}
