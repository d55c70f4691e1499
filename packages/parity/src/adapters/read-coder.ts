import type { DeltaCoder } from '@tandem-det/core';
import type { Options } from '../cases/options.ts';
import { Unsupported } from '../unsupported.ts';

/** The options of a coder of box deltas: `means`, `stds` and, where it is spelt out, `maxLogRatio`. */
export function readCoder(options: Options): DeltaCoder {
  const maxLogRatio = options.number('maxLogRatio', Math.log(1000 / 16));
  return { means: four(options, 'means'), stds: four(options, 'stds'), maxLogRatio };
}

function four(options: Options, key: string): readonly [number, number, number, number] {
  const [a, b, c, d, ...rest] = options.numbers(key);
  if (d === undefined || rest.length > 0)
    throw new Unsupported(`${key} of a coder that are not four numbers`);
  return [a!, b!, c!, d];
}
