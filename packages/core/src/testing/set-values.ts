import { ExpectationError } from '@tandem-det/base';
import { tensor } from '@tensorflow/tfjs-core';
import type { ParameterStore } from '../parameters.ts';

/** Sets every parameter whose name begins with `prefix`: to these values, or all to the only one. */
export function setValues(store: ParameterStore, prefix: string, values: readonly number[]): void {
  const chosen = store.all.filter(({ name }) => name.startsWith(prefix));
  if (chosen.length === 0) throw new ExpectationError('setValues', 'a parameter of this prefix', prefix);
  for (const { variable } of chosen) {
    const filled = Float32Array.from({ length: variable.size }, (_, index) => values[index % values.length]!);
    const copy = tensor(filled, variable.shape);
    variable.assign(copy);
    copy.dispose();
  }
}
