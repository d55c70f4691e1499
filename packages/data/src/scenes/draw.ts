import type { Random } from '../random.ts';

/** Uniform between two numbers. */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** Uniform integer, both ends included. */
export function integerBetween(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

/** One of the values, each as likely as the others. */
export function oneOf<T>(random: Random, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)]!;
}

/** True with this probability. */
export function chance(random: Random, probability: number): boolean {
  return random() < probability;
}

/**
 * Cosine and sine of a random angle, from cos = (1 − t²) / (1 + t²), sin = 2t / (1 + t²) with t = tan(angle / 2)
 * uniform over a quarter turn: rational, so equal on every machine; the density varies by a sixth.
 */
export function direction(random: Random): { readonly cos: number; readonly sin: number } {
  const t = random() * (Math.SQRT2 - 1);
  const cos = (1 - t * t) / (1 + t * t);
  const sin = (2 * t) / (1 + t * t);
  switch (Math.floor(random() * 8)) {
    case 0:
      return { cos, sin };
    case 1:
      return { cos: sin, sin: cos };
    case 2:
      return { cos: -sin, sin: cos };
    case 3:
      return { cos: -cos, sin };
    case 4:
      return { cos: -cos, sin: -sin };
    case 5:
      return { cos: -sin, sin: -cos };
    case 6:
      return { cos: sin, sin: -cos };
    default:
      return { cos, sin: -sin };
  }
}
