import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import * as exported from './index.ts';

const required: Readonly<Record<string, object>> = {
  headByAssignment: { head: 't-head', assignment: 'tal' },
};
const functions = Object.entries(exported).filter(([, value]) => typeof value === 'function');
/** They have no options of their own, or take a description. */
const without = ['detectorFromDescription', 'otaRule', 'retinanetRule'];

describe('every preset and rule', () => {
  const names = functions.map(([name]) => name).filter((name) => !without.includes(name));

  it.each(names)('%s refuses a misspelt option with the near name', (name) => {
    const schemaName = name === 'gflRule' || name === 'atssWithCenternessRule' ? 'atssRule' : name;
    const schema = (exported as unknown as Record<string, z.ZodObject>)[`${schemaName}Options`]!;
    const create = Object.fromEntries(functions)[name] as unknown as (options: object) => unknown;
    const given = name.endsWith('Rule') ? {} : { classes: ['cat'], ...required[name] };
    for (const option of Object.keys(schema.shape)) {
      expect(() => create({ ...given, [`${option}x`]: 1 })).toThrow(
        new RegExp(`^${name}: expected only the options .*"${option}x". Did you mean "${option}"\\?`),
      );
    }
  });
});
