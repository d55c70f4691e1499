import type { Study } from '../index.ts';
import { smallStudy } from './small-study.ts';

/** Studies that take long enough for a worker to be killed in the middle of a run. */
export function queueStudy(name: string): Study {
  const study = smallStudy();
  return {
    ...study,
    name,
    seeds: name === 'first' ? [0, 1] : [7],
    async prepare(cell, seed) {
      const setup = await study.prepare(cell, seed);
      return { ...setup, training: { ...setup.training, epochs: 8 } };
    },
  };
}
