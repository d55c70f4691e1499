import type { Color } from '../images/place.ts';
import type { Random } from '../random.ts';
import { between, direction, integerBetween, oneOf } from './draw.ts';
import { fractalNoise, latticeValue, type Noise, valueNoise } from './noise.ts';

/** How far a pixel lies between a background's two colours, in [0, 1]. */
type Pattern = (random: Random, side: number) => Noise;

/** Fills a canvas [H, W, 3] with a random pattern in two colours, and grain. */
export function paintBackground(
  canvas: Float32Array,
  width: number,
  height: number,
  colors: readonly [Color, Color],
  random: Random,
): void {
  const pattern = oneOf(random, PATTERNS)(random, Math.min(width, height));
  const grain = valueNoise(integerBetween(random, 0, 2 ** 31), between(random, 1.5, 4));
  const roughness = between(random, 0, 0.35);
  const [from, to] = colors;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      const mixed = pattern(x, y) + roughness * (grain(x, y) - 0.5);
      const share = Math.min(Math.max(mixed, 0), 1);
      canvas[at] = from[0] + (to[0] - from[0]) * share;
      canvas[at + 1] = from[1] + (to[1] - from[1]) * share;
      canvas[at + 2] = from[2] + (to[2] - from[2]) * share;
    }
  }
}

const PATTERNS: readonly Pattern[] = [clouds, blotches, stripes, tiles, slope];

function clouds(random: Random, side: number): Noise {
  return fractalNoise(integerBetween(random, 0, 2 ** 31), side * between(random, 0.15, 0.5));
}

function blotches(random: Random, side: number): Noise {
  const noise = clouds(random, side);
  const sharpness = between(random, 4, 12);
  return (x, y) => Math.min(Math.max((noise(x, y) - 0.5) * sharpness + 0.5, 0), 1);
}

function stripes(random: Random, side: number): Noise {
  const { cos, sin } = direction(random);
  const period = side * between(random, 0.06, 0.3);
  const bend = side * between(random, 0, 0.25);
  const sharpness = between(random, 1, 5);
  const warp = valueNoise(integerBetween(random, 0, 2 ** 31), side * 0.4);
  return (x, y) => {
    const along = (cos * x + sin * y + bend * warp(x, y)) / period;
    const triangle = Math.abs(2 * (along - Math.floor(along)) - 1);
    return Math.min(Math.max((triangle - 0.5) * sharpness + 0.5, 0), 1);
  };
}

function tiles(random: Random, side: number): Noise {
  const { cos, sin } = direction(random);
  const period = side * between(random, 0.08, 0.3);
  const key = integerBetween(random, 0, 2 ** 31);
  return (x, y) => {
    const u = (cos * x - sin * y) / period;
    const v = (sin * x + cos * y) / period;
    return latticeValue(Math.floor(u), Math.floor(v), key);
  };
}

function slope(random: Random, side: number): Noise {
  const { cos, sin } = direction(random);
  const noise = fractalNoise(integerBetween(random, 0, 2 ** 31), side * 0.1);
  return (x, y) => 0.5 + (cos * (x - side / 2) + sin * (y - side / 2)) / side + 0.3 * (noise(x, y) - 0.5);
}
