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

/** A direction as cosine and sine. */
export interface Direction {
  readonly cos: number;
  readonly sin: number;
}

/** A direction within 45° of the horizontal, to the left or to the right. */
export function levelDirection(random: Random): Direction {
  const { cos, sin } = eighthTurn(random);
  return { cos: chance(random, 0.5) ? cos : -cos, sin: chance(random, 0.5) ? sin : -sin };
}

/** Any direction. */
export function direction(random: Random): Direction {
  const { cos, sin } = levelDirection(random);
  return chance(random, 0.5) ? { cos, sin } : { cos: sin, sin: cos };
}

/**
 * An angle from 0 to 45° from cos = (1 − t²) / (1 + t²), sin = 2t / (1 + t²) with t = tan(angle / 2)
 * uniform: rational, so equal on every machine; the density varies by a sixth.
 */
function eighthTurn(random: Random): Direction {
  const t = random() * (Math.SQRT2 - 1);
  return { cos: (1 - t * t) / (1 + t * t), sin: (2 * t) / (1 + t * t) };
}
