import { engine, tidy } from '@tensorflow/tfjs-core';
import { type Activation, activate } from './activation.ts';
import type { ConvolutionLayer, Layer, NormalizationLayer } from './layer.ts';

/**
 * A convolution, a normalisation if any, and an activation. Where no gradient is recorded they are one kernel, as far
 * as they go: a batch normalisation with given statistics is multiplied into the filter, anew in each call, and ReLU or
 * SiLU is applied before anything is stored. Results differ from those of the parts by float32 rounding. A pass that is
 * traced goes through the parts.
 */
export function convolutionSequence(
  convolve: Layer | ConvolutionLayer,
  normalize: NormalizationLayer | undefined,
  activation: Activation,
): Layer {
  return (x, context) => {
    // What no gradient needs is gone with the sequence: the output of a normalisation that a ReLU follows.
    const parts = () =>
      tidy(() => {
        const y = convolve(x, context);
        return activate(normalize ? normalize(y, context) : y, activation);
      });
    if (!('followedBy' in convolve) || context.trace || engine().isTapeOn()) return parts();
    return tidy(() => {
      const affine = normalize?.affine(context);
      if (normalize && !affine) return parts();
      if (activation === 'relu' || activation === 'silu') {
        return convolve.followedBy(x, { affine, activation });
      }
      return activate(convolve.followedBy(x, { affine }), activation);
    });
  };
}
