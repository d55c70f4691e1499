import { crc32 } from 'node:zlib';
import type { WeightsRule } from '../cases/golden-case.ts';

/** u in [0, 1) for element i of the tensor called `name`: the golden cases' hash fill. */
export function hashUniform(name: string): (index: number) => number {
  const start = crc32(new TextEncoder().encode(name));
  return (index) => {
    let x = (Math.imul(index, 0x9e3779b1) + start) >>> 0;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
  };
}

/** `low + (high - low) · u` for every element of an input. */
export function hashInput(name: string, size: number, low: number, high: number): Float32Array {
  const uniform = hashUniform(name);
  return Float32Array.from({ length: size }, (_, index) => low + (high - low) * uniform(index));
}

/**
 * A parameter by the hash rule, in the order of the reference checkpoint. `shape` is the checkpoint's:
 * - one-dimensional `weight` (a norm's) and `running_var`: 0.5 + u
 * - two or more dimensions: uniform with the variance `2 gain² / fan_in`
 * - `scale`: 1 + 0.1 (2u - 1); any other: 0.1 (2u - 1)
 */
export function hashParameter(name: string, shape: readonly number[], gain: number): Float32Array {
  const uniform = hashUniform(name);
  const size = shape.reduce((product, length) => product * length, 1);
  const value = valueRule(name.slice(name.lastIndexOf('.') + 1), shape, gain);
  const values = new Float32Array(size);
  for (let index = 0; index < size; index++) values[index] = value(uniform(index));
  return values;
}

function valueRule(last: string, shape: readonly number[], gain: number): (u: number) => number {
  if (last === 'running_var' || (last === 'weight' && shape.length === 1)) return (u) => 0.5 + u;
  if (shape.length >= 2) {
    const fanIn = shape.slice(1).reduce((product, length) => product * length, 1);
    const factor = Math.sqrt(3) * gain * Math.sqrt(2 / fanIn);
    return (u) => (2 * u - 1) * factor;
  }
  return last === 'scale' ? (u) => 1 + 0.1 * (2 * u - 1) : (u) => 0.1 * (2 * u - 1);
}

/** The gain of a parameter: of the longest of `gains`' prefixes that its name begins with, or `gain`. */
export function gainOf(name: string, { gain = 1, gains = {} }: WeightsRule): number {
  const prefixes = Object.keys(gains).filter((prefix) => name.startsWith(prefix));
  const longest = prefixes.sort((a, b) => b.length - a.length)[0];
  return longest === undefined ? gain : gains[longest]!;
}
