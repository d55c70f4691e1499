import { disposePriors, type Head, type Level, type Priors } from '@tandem-det/core';
import { keep } from '@tensorflow/tfjs-core';

/** Input sizes whose priors are kept at a time; training at many scales needs a few. */
const KEPT_SIZES = 16;

/** The priors of each input size, made once. */
export interface PriorsCache {
  /** Priors of an input of this size in pixels. They stay the cache's; valid until 16 other sizes were asked for. */
  get(height: number, width: number): Priors;
  dispose(): void;
}

/** Caches what `head.priors` makes for maps of ceil(size / stride) cells. */
export function priorsCache(head: Pick<Head<never>, 'priors'>, levels: readonly Level[]): PriorsCache {
  const sizes = new Map<string, Priors>();
  return {
    get(height, width) {
      const key = `${height}×${width}`;
      const maps = levels.map(({ stride }) => ({
        height: Math.ceil(height / stride),
        width: Math.ceil(width / stride),
      }));
      const priors = sizes.get(key) ?? kept(head.priors(levels, maps));
      sizes.delete(key); // A Map keeps the order of insertion: the first key is the least recently used.
      sizes.set(key, priors);
      if (sizes.size > KEPT_SIZES) {
        const [oldest, unused] = sizes.entries().next().value!;
        sizes.delete(oldest);
        disposePriors(unused);
      }
      return priors;
    },
    dispose() {
      for (const priors of sizes.values()) disposePriors(priors);
      sizes.clear();
    },
  };
}

function kept(priors: Priors): Priors {
  for (const tensor of [priors.centers, priors.boxes, priors.strides]) keep(tensor);
  return priors;
}
