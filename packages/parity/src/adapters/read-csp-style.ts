import type { Activation, CspStyle } from '@tandem-det/core';
import type { Options } from '../cases/options.ts';

/** What the parts of YOLOX share: normalisation, activation, whether convolutions are depthwise. */
export function readCspStyle(options: Options): Omit<CspStyle, 'initializer'> {
  const batchNorm = options.section('batchNorm');
  return {
    ...readActivation(options),
    norm: {
      kind: 'batch',
      epsilon: batchNorm.number('eps', 1e-3),
      momentum: batchNorm.number('momentum', 0.03),
    },
  };
}

/** The same without the normalisation. */
export function readActivation(options: Options): Pick<CspStyle, 'activation' | 'separable'> {
  return {
    separable: options.boolean('depthwise', false),
    activation: options.choice<Activation>(
      'activation',
      { silu: 'silu', relu: 'relu', lrelu: 'leaky-relu' },
      'silu',
    ),
  };
}
