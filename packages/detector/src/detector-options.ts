import { expected, partOption } from '@tandem-det/base';
import type { Assigner, Backbone, DensePredictions, Head, Loss, Neck } from '@tandem-det/core';
import { z } from 'zod';
import { type DetectionOptions, detectionOptions } from './detect.ts';

export interface DetectorOptions<P extends DensePredictions> {
  /** Names of the K classes; the index in this list is the class. */
  readonly classes: readonly string[];
  readonly backbone: Backbone;
  readonly neck: Neck;
  readonly head: Head<P>;
  readonly assigner: Assigner<NoInfer<P>>;
  readonly loss: Loss<NoInfer<P>>;
  /** Decides the initial value of every parameter. */
  readonly seed?: number | undefined;
  /** Defaults of `detect`. */
  readonly detection?: DetectionOptions | undefined;
}

/** Names of classes. */
export const classNames = z
  .array(z.string(expected('the name of a class')), expected('a list of class names'))
  .min(1, expected('at least one class name'))
  .refine((names) => new Set(names).size === names.length, expected('each class name once'))
  .readonly();

function has(...members: readonly string[]): (value: unknown) => boolean {
  return (value) => typeof value === 'object' && value !== null && members.every((member) => member in value);
}

// Both have levels: a list of the backbone's own, a function of them of the neck.
const hasLevels = has('levels', 'build');
const listsLevels = (value: unknown) => hasLevels(value) && Array.isArray((value as Backbone).levels);
const makesLevels = (value: unknown) => hasLevels(value) && typeof (value as Neck).levels === 'function';

/** The options of `createDetector`, their defaults and their checks. */
export const detectorOptions = z.strictObject({
  /** Names of the K classes; the index in this list is the class. */
  classes: classNames,
  backbone: partOption<Backbone>('a backbone, such as resnet({ depth: 50 })', listsLevels),
  neck: partOption<Neck>('a neck, such as fpn()', makesLevels),
  head: partOption<Pick<Head<never>, 'name' | 'provides'>>(
    'a head, such as taskAlignedHead()',
    has('provides', 'priors', 'build', 'scores'),
  ),
  assigner: partOption<Assigner<never>>('an assigner, such as taskAligned()'),
  loss: partOption<Loss<never>>('a loss, such as qualityFocal()'),
  /** Decides the initial value of every parameter. */
  seed: z.int(expected('a whole number')).default(0),
  /** Defaults of `detect`. */
  detection: detectionOptions.prefault({}),
});
