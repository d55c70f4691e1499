import type { Color } from '../images/place.ts';
import type { Random } from '../random.ts';
import { between } from './draw.ts';

/** Any hue, strong and bright: the bodies of tools, and some clutter. */
export function vividColor(random: Random): Color {
  return color(random() * 6, between(random, 0.5, 0.95), between(random, 0.55, 1));
}

/** Any hue, weak: backgrounds, and some clutter. */
export function dullColor(random: Random): Color {
  return color(random() * 6, between(random, 0, 0.35), between(random, 0.3, 0.85));
}

/** Nearly black: emblems, and some clutter. */
export function darkColor(random: Random): Color {
  return color(random() * 6, between(random, 0, 0.6), between(random, 0.03, 0.18));
}

/** Hue in [0, 6), saturation and value in [0, 1]: HSV, whose channels are straight lines in the hue. */
function color(hue: number, saturation: number, value: number): Color {
  const channel = (shift: number) => {
    const phase = (hue + shift) % 6;
    const rise = Math.min(Math.max(Math.abs(phase - 3) - 1, 0), 1);
    return 255 * value * (1 - saturation * (1 - rise));
  };
  return [channel(0), channel(4), channel(2)];
}
