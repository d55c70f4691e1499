import { count, expected } from '@tandem-det/base';
import { groupNormOptions } from '@tandem-det/core';
import { z } from 'zod';

const group = groupNormOptions.shape;
const aProbability = expected('a number in (0, 1)');

/** What every head takes. */
export const headOptions = z.strictObject({
  /** C: channels of the towers. */
  channels: count.default(256),
  /** Score of every prior at the start. */
  priorProbability: z.number(aProbability).gt(0, aProbability).lt(1, aProbability).default(0.01),
});

/** What heads take whose convolutions have a group normalization. */
export const groupHeadOptions = headOptions.extend({
  /** Groups of the normalizations, fewer at narrow widths: see core's `groupCount`. */
  groups: group.groups,
  /** No group has fewer channels than this; 1 for the reference's own groups at any width. */
  minimumGroupSize: group.minimumGroupSize,
  /** What is added to the variance of a group. */
  groupEpsilon: group.epsilon,
});

/** Convolutions of each tower. */
export const convs = count.default(4);

/** The group normalization of these options. */
export function groupNormOf({
  groups,
  minimumGroupSize,
  groupEpsilon,
}: Pick<z.output<typeof groupHeadOptions>, 'groups' | 'minimumGroupSize' | 'groupEpsilon'>) {
  return { kind: 'group', groups, minimumGroupSize, epsilon: groupEpsilon } as const;
}
