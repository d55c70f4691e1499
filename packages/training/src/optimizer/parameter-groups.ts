import { expectThat, nonNegative } from '@tandem-det/base';
import type { Parameter } from '@tandem-det/core';
import { z } from 'zod';

/** Other numbers for some parameters: those that match the names and the roles, where these are given. */
export const parameterGroupOptions = z
  .strictObject({
    /** Patterns of parameter names, in which `*` stands for anything: `backbone.*`, `*.bias`. */
    names: z.array(z.string()).min(1).readonly().optional(),
    roles: z
      .array(z.enum(['weight', 'bias', 'norm', 'scale']))
      .min(1)
      .readonly()
      .optional(),
    /** Multiplies the schedule's rate. */
    rateFactor: nonNegative.default(1),
    /** Multiplies the optimizer's weight decay. */
    decayFactor: nonNegative.default(1),
  })
  .readonly();

export type ParameterGroup = z.input<typeof parameterGroupOptions>;
/** A group with its defaults filled in. */
export type ReadGroup = z.output<typeof parameterGroupOptions>;

/** No weight decay on biases, norms and learned scales: the rule of YOLOX and of most AdamW recipes. */
export const NO_DECAY: ParameterGroup = { roles: ['bias', 'norm', 'scale'], decayFactor: 0 };

/** What the groups make of one parameter. */
export interface GroupFactors {
  readonly rate: number;
  readonly decay: number;
}

/**
 * The factors of each parameter: the products over all groups that match it, so that `NO_DECAY` and a slower
 * backbone add up whatever their order. Throws for a name pattern that matches nothing; `where` is the optimizer's name.
 */
export function groupFactors(
  groups: readonly ReadGroup[],
  parameters: readonly Pick<Parameter, 'name' | 'role'>[],
  where: string,
): ReadonlyMap<string, GroupFactors> {
  const factors = new Map(parameters.map(({ name }) => [name, { rate: 1, decay: 1 }]));
  groups.forEach(({ names, roles, rateFactor, decayFactor }, index) => {
    const patterns = names?.map((pattern) => patternOf(pattern));
    patterns?.forEach((pattern, place) => {
      expectThat(
        parameters.some(({ name }) => pattern.test(name)),
        `${where}: groups.${index}.names`,
        'names of trainable parameters',
        `"${names![place]}", which matches none`,
        `They begin with ${[...new Set(parameters.map(({ name }) => name.split('.')[0]))].join(', ')}.`,
      );
    });
    for (const { name, role } of parameters) {
      const isMember =
        (patterns?.some((pattern) => pattern.test(name)) ?? true) &&
        (roles?.some((each) => each === role) ?? true);
      if (!isMember) continue;
      const { rate, decay } = factors.get(name)!;
      factors.set(name, { rate: rate * rateFactor, decay: decay * decayFactor });
    }
  });
  return factors;
}

function patternOf(text: string): RegExp {
  const literal = text.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`);
}
