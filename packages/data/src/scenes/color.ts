import type { Color } from '../images/place.ts';
import type { Random } from '../random.ts';
import { between } from './draw.ts';

/** Any hue, more or less saturated and bright. */
export function randomColor(random: Random): Color {
  const hue = random() * 6;
  const saturation = between(random, 0.05, 0.85);
  const value = 255 * between(random, 0.2, 1);
  const channel = (shift: number) => {
    const phase = (hue + shift) % 6;
    const rise = Math.min(Math.max(Math.abs(phase - 3) - 1, 0), 1);
    return value * (1 - saturation * (1 - rise));
  };
  return [channel(0), channel(4), channel(2)];
}

/** A colour that differs from all of the others by `contrast` summed over the channels, if ten draws find one. */
export function contrastingColor(random: Random, others: readonly Color[], contrast: number): Color {
  let color = randomColor(random);
  for (let draw = 0; draw < 10 && others.some((other) => difference(color, other) < contrast); draw++) {
    color = randomColor(random);
  }
  return color;
}

export function difference(a: Color, b: Color): number {
  return Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]) + Math.abs(a[2] - b[2]);
}
