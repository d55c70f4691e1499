import { expectThat } from '@tandem-det/base';
import type { Parameter, ParameterRole } from '@tandem-det/core';

/** Other numbers for some parameters: those that match the names and the roles, where these are given. */
export interface ParameterGroup {
  /** Patterns of parameter names, in which `*` stands for anything: `backbone.*`, `*.bias`. */
  readonly names?: readonly string[];
  readonly roles?: readonly ParameterRole[];
  /** Multiplies the schedule's rate. */
  readonly rateFactor?: number;
  /** Multiplies the optimizer's weight decay. */
  readonly decayFactor?: number;
}

/** No weight decay on biases, norms and learned scales: the rule of YOLOX and of most AdamW recipes. */
export const NO_DECAY: ParameterGroup = { roles: ['bias', 'norm', 'scale'], decayFactor: 0 };

/** What the groups make of one parameter. */
export interface GroupFactors {
  readonly rate: number;
  readonly decay: number;
}

/**
 * The factors of each parameter: the products over all groups that match it, so that `NO_DECAY` and a slower
 * backbone add up whatever their order. Throws for a name pattern that matches nothing.
 */
export function groupFactors(
  groups: readonly ParameterGroup[],
  parameters: readonly Pick<Parameter, 'name' | 'role'>[],
): ReadonlyMap<string, GroupFactors> {
  const factors = new Map(parameters.map(({ name }) => [name, { rate: 1, decay: 1 }]));
  groups.forEach(({ names, roles, rateFactor = 1, decayFactor = 1 }, index) => {
    const patterns = names?.map((pattern) => patternOf(pattern));
    patterns?.forEach((pattern, place) => {
      expectThat(
        parameters.some(({ name }) => pattern.test(name)),
        `parameter group ${index}`,
        'names of trainable parameters',
        `"${names![place]}", which matches none`,
        `They begin with ${[...new Set(parameters.map(({ name }) => name.split('.')[0]))].join(', ')}.`,
      );
    });
    for (const { name, role } of parameters) {
      const isMember =
        (patterns?.some((pattern) => pattern.test(name)) ?? true) && (roles?.includes(role) ?? true);
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
