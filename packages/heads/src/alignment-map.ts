import {
  constant,
  convolution,
  convolutionSequence,
  type Initializer,
  type Layer,
  normal,
  type ParameterScope,
} from '@tandem-det/core';

export interface AlignmentMapOptions {
  /** Channels of the stacked interactive features. */
  readonly inputs: number;
  readonly hidden: number;
  readonly outputs: number;
  /** Standard deviation of the initial weights. */
  readonly deviation: number;
  /** Of the second convolution. */
  readonly bias?: Initializer;
}

/**
 * A map that aligns the two tasks: 1 × 1 convolution, ReLU, 3 × 3 convolution.
 * x [B, H, W, inputs]; returns [B, H, W, outputs]. Names: `<name>1` and `<name>2` beside each other in `scope`.
 * Source: Feng et al., TOOD, the alignment maps M and O.
 */
export function alignmentMap(
  scope: ParameterScope,
  name: string,
  { inputs, hidden, outputs, deviation, bias = constant(0) }: AlignmentMapOptions,
): Layer {
  const initializer = normal(deviation);
  const one = convolution(scope.child(`${name}1`), { inputs, outputs: hidden, kernel: 1, initializer });
  const first = convolutionSequence(one, undefined, 'relu');
  const second = convolution(scope.child(`${name}2`), {
    inputs: hidden,
    outputs,
    initializer,
    biasInitializer: bias,
  });
  return (x, context) => second(first(x, context), context);
}
