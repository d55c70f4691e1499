import { expectThat } from '@tandem-det/base';

/** Indices fit into the bits of a double that a float32 leaves. */
const MOST = 2 ** 21;

/**
 * Indices by falling score, equal scores (0 and -0 are) by index, NaN first or last by its sign. Sorts one double
 * for each, the score's place among all float32 before the index: many times as fast as comparing by a function.
 */
export function fallingOrder(where: string, scores: Float32Array): Int32Array {
  expectThat(scores.length <= MOST, where, `at most ${MOST} boxes`, String(scores.length));
  const bits = new Int32Array(scores.map((score) => score + 0).buffer);
  const keys = new Float64Array(scores.length);
  for (let i = 0; i < keys.length; i++) {
    // As integers, the bits of positive floats rise with them and those of negative ones fall.
    const rising = bits[i]! >= 0 ? bits[i]! : -(bits[i]! & 0x7fffffff);
    keys[i] = (0x7fffffff - rising) * MOST + i;
  }
  keys.sort();
  return Int32Array.from(keys, (key) => key % MOST);
}
