import type { ParameterScope } from '../parameters.ts';
import type { Activation } from './activation.ts';
import { type ConvolutionOptions, convolution } from './convolution.ts';
import { convolutionSequence } from './convolution-sequence.ts';
import { type Deformation, deformableConvolution } from './deformable-convolution.ts';
import type { Layer } from './layer.ts';
import { type Norm, normalization, normName } from './normalization.ts';

export interface ConvolutionBlockOptions extends ConvolutionOptions {
  readonly norm?: Norm;
  /** By default only without a normalisation, which has an offset of its own. */
  readonly bias?: boolean;
  readonly activation?: Activation;
  /**
   * Two blocks in its place: a depthwise one, each channel convolved by itself, under `dconv`, and a 1 × 1 one
   * under `pconv`; the names are YOLOX's.
   */
  readonly separable?: boolean;
  /** Makes the convolution deformable, where it is not separable. */
  readonly deformation?: Deformation;
}

/**
 * Convolution, normalisation, activation; parameters under `conv` and `bn` or `gn`, as in mmcv's ConvModule.
 */
export function convolutionBlock(
  scope: ParameterScope,
  {
    norm,
    activation = 'relu',
    bias = norm === undefined,
    separable = false,
    deformation,
    ...options
  }: ConvolutionBlockOptions,
): Layer {
  const around = { activation, bias, ...(norm && { norm }) };
  if (separable) {
    const { inputs, outputs, initializer } = options;
    const depthwise = convolutionBlock(scope.child('dconv'), {
      ...options,
      ...around,
      outputs: inputs,
      groups: inputs,
    });
    const pointwise = convolutionBlock(scope.child('pconv'), {
      ...around,
      inputs,
      outputs,
      kernel: 1,
      ...(initializer && { initializer }),
    });
    return (x, context) => pointwise(depthwise(x, context), context);
  }
  const convolve = deformation
    ? deformableConvolution(scope.child('conv'), { ...options, bias, deformation })
    : convolution(scope.child('conv'), { ...options, bias });
  const normalize = norm && normalization(scope.child(normName(norm)), options.outputs, norm);
  return convolutionSequence(convolve, normalize, activation);
}
