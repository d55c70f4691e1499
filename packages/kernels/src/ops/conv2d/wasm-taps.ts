/** The taps of one axis of a convolution's filter, as the places that they read. */
export interface Taps {
  /** Source place that the first tap of output place 0 reads. */
  readonly origin: number;
  /** Places of the taps relative to the first, ascending. */
  readonly offsets: readonly number[];
  /** Each tap's number in the filter. */
  readonly numbers: readonly number[];
}

/** The taps of a convolution: output place i reads i·stride + u·dilation - padding. */
export function forwardTaps(size: number, padding: number, dilation: number): Taps {
  const numbers = Array.from({ length: size }, (_, u) => u);
  return { origin: -padding, offsets: numbers.map((u) => u * dilation), numbers };
}

/**
 * The taps of its input gradient, for the input places phase, phase + stride, phase + 2 stride, ...: place
 * number q of them reads q + (phase + padding - u·dilation) / stride of the upstream gradient for each u
 * where that is whole. There may be none.
 */
export function gradientTaps(
  size: number,
  stride: number,
  padding: number,
  dilation: number,
  phase: number,
): Taps {
  const taps = Array.from({ length: size }, (_, u) => ({
    u,
    place: (phase + padding - u * dilation) / stride,
  }))
    .filter(({ place }) => Number.isInteger(place))
    .sort((a, b) => a.place - b.place);
  const origin = taps[0]?.place ?? 0;
  return {
    origin,
    offsets: taps.map(({ place }) => place - origin),
    numbers: taps.map(({ u }) => u),
  };
}
