export interface Spread {
  readonly mean: number;
  /** Sample standard deviation (n − 1); undefined for a single value. */
  readonly deviation: number | undefined;
}

/** Mean and sample standard deviation. */
export function spread(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return { mean, deviation: undefined };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

/** `42.5 ± 0.3`, without a deviation for a single value. */
export function spreadText({ mean, deviation }: Spread, digits = 1): string {
  return deviation === undefined
    ? mean.toFixed(digits)
    : `${mean.toFixed(digits)} ± ${deviation.toFixed(digits)}`;
}
