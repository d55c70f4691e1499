import { relu } from '@tandem-det/kernels';
import type { ParameterScope } from '../parameters.ts';
import { type ConvolutionOptions, convolution } from './convolution.ts';
import type { Layer } from './layer.ts';
import { type Norm, normalization, normName } from './normalization.ts';

export interface ConvolutionBlockOptions extends Omit<ConvolutionOptions, 'bias'> {
  /** Without one the convolution has a bias. */
  readonly norm?: Norm;
  readonly activation?: 'relu' | 'none';
}

/**
 * Convolution, normalisation, activation; parameters under `conv` and `bn` or `gn`, as in mmcv's ConvModule.
 * The convolution has a bias only where there is no normalisation.
 */
export function convolutionBlock(
  scope: ParameterScope,
  { norm, activation = 'relu', ...options }: ConvolutionBlockOptions,
): Layer {
  const convolve = convolution(scope.child('conv'), { ...options, bias: norm === undefined });
  const normalize = norm && normalization(scope.child(normName(norm)), options.outputs, norm);
  return (x, context) => {
    let y = convolve(x, context);
    if (normalize) y = normalize(y, context);
    return activation === 'relu' ? relu(y) : y;
  };
}
