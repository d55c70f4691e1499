import type { Context } from '@tandem-det/core';
import {
  convolution,
  type Norm,
  normal,
  normalization,
  normName,
  type ParameterScope,
} from '@tandem-det/core';
import { batchedPointwise, conv2d, relu } from '@tandem-det/kernels';
import { mul, reshape, sigmoid, type Tensor3D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';

export interface TaskDecompositionOptions {
  /** C: channels of each interactive layer, and of the result. */
  readonly channels: number;
  /** N */
  readonly layers: number;
  /** What is weighed per image: each layer, each channel of each layer, or nothing. */
  readonly attention: 'layer' | 'channel' | 'none';
  /** Hidden channels of the attention. */
  readonly hidden: number;
  readonly norm: Norm;
}

/** stacked [B, H, W, N·C] and its mean over H and W [B, 1, 1, N·C]; returns [B, H, W, C]. */
export type TaskDecomposition = (stacked: Tensor4D, pooled: Tensor4D, context: Context) => Tensor4D;

/**
 * Features for one task out of the stacked interactive features X of all N layers:
 * `relu(norm(Σ_k w_k · W_k X_k))`, where the layer attention `w = σ(W2 relu(W1 mean(X)))` [B, N] weighs the
 * layers per image and W [N·C, C] is one 1 × 1 convolution without bias. With channel attention w is [B, N·C].
 *
 * Computed as one filter per image, `W'[b, k] = w[b, k] · W[k]`, so that X is read once; on a map of fewer than C cells
 * as `W (w X)`, since X is smaller there than filters for all images.
 * Names: `la_conv1`, `la_conv2`, `reduction_conv.conv`, `reduction_conv.gn`.
 * Source: Feng et al., TOOD, equations 3 and 4; the authors' TaskDecomposition.
 */
export function taskDecomposition(
  scope: ParameterScope,
  { channels, layers, attention: kind, hidden, norm }: TaskDecompositionOptions,
): TaskDecomposition {
  const inputs = channels * layers;
  const small = { kernel: 1, initializer: normal(0.001) };
  const weights = kind === 'channel' ? inputs : layers;
  const attention =
    kind === 'none'
      ? undefined
      : {
          first: convolution(scope.child('la_conv1'), { ...small, inputs, outputs: hidden }),
          second: convolution(scope.child('la_conv2'), { ...small, inputs: hidden, outputs: weights }),
        };
  const reductionScope = scope.child('reduction_conv');
  const convolutionScope = reductionScope.child('conv');
  const filter = convolutionScope.parameter('weight', [1, 1, inputs, channels], {
    initializer: normal(0.01),
    layout: 'convolution',
  }) as Tensor4D;
  const normalize = normalization(reductionScope.child(normName(norm)), channels, norm);

  const each = inputs / weights;
  /** `attended` [B, 1, 1, N or N·C]. */
  const reduce = (stacked: Tensor4D, attended: Tensor4D): Tensor4D => {
    const [images, height, width] = stacked.shape;
    if (height * width < channels) {
      const parts = reshape(stacked, [images, height * width, weights, each]);
      const weighed = mul(parts, reshape(attended, [images, 1, weights, 1])); // [B, H·W, N, C] or [B, H·W, N·C, 1]
      return conv2d(reshape(weighed, stacked.shape), filter);
    }
    const perImage = reshape(attended, [images, weights, 1, 1]);
    const weighed = mul(reshape(filter, [1, weights, each, channels]), perImage); // [B, N, C, C] or [B, N·C, 1, C]
    return batchedPointwise(stacked, reshape(weighed, [images, inputs, channels]) as Tensor3D);
  };
  return (stacked, pooled, context) => {
    const y = tidy(() => {
      if (!attention) return conv2d(stacked, filter);
      const { first, second } = attention;
      return reduce(stacked, sigmoid(second(relu(first(pooled, context)), context)));
    });
    context.trace?.({
      name: convolutionScope.path,
      kind: attention ? 'pointwise convolution per image' : 'convolution',
      outputShape: y.shape,
      macs: y.size * inputs,
    });
    return tidy(() => relu(normalize(y, context)));
  };
}
