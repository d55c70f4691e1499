import { ExpectationError } from './errors.ts';
import { type Json, jsonOf } from './json.ts';

/**
 * What a part is, as plain JSON: the name of the factory that made it, and all of its options with their defaults
 * filled in. Two parts with equal descriptions compute the same.
 */
export interface Description {
  /** The factory: `resnet`, `taskAligned`, `giou`; `unknown` for a part that says nothing of itself. */
  readonly kind: string;
  readonly options: { readonly [option: string]: Json };
  /** Of a part of your own: what you change whenever it computes something else. */
  readonly version?: Json;
}

/** Shared by all copies of this package that a program may hold. */
const KEY = Symbol.for('@tandem-det/description');

/**
 * Gives a part its description, and returns the part. Options that are parts themselves stand in it by their own
 * descriptions.
 */
export function describe<T extends object>(part: T, kind: string, options: object = {}): T {
  return Object.defineProperty(part, KEY, { value: descriptionFrom(kind, options), configurable: true });
}

export interface Owned {
  /** Change it whenever the part computes something else: a run that began with another one is not continued. */
  readonly version: Json;
  /** What the part is called in errors and records; its function's name, or its `name`, where absent. */
  readonly kind?: string;
  /** Its settings, if there are several of it. */
  readonly options?: object;
}

/**
 * Identifies a part of your own, so that a run which uses it can be resumed and a finished one reused:
 * `ownPart(myLoss, { version: 1 })`. Works for backbones, necks, heads, assigners, losses, transforms, datasets,
 * optimizers and schedules.
 *
 * Errors: an ExpectationError without a version.
 */
export function ownPart<T extends object>(part: T, { version, kind, options = {} }: Owned): T {
  if (version === undefined) {
    throw new ExpectationError('ownPart: version', 'a version, such as 1', 'nothing');
  }
  const description = { ...descriptionFrom(kind ?? nameOf(part), options), version };
  return Object.defineProperty(part, KEY, { value: description, configurable: true });
}

/** The description of a part; of kind `unknown`, with its name, where it has none. */
export function descriptionOf(part: object): Description {
  const described = (part as { readonly [KEY]?: Description })[KEY];
  return described ?? { kind: 'unknown', options: { name: nameOf(part) } };
}

/** Whether a JSON value is the description of a part. */
export function isDescription(value: unknown): value is Description {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<Description>).kind === 'string' &&
    typeof (value as Partial<Description>).options === 'object'
  );
}

/**
 * Where in a description parts stand that say nothing of themselves, such as `loss.losses.1 (myLoss)`: what is made of
 * them cannot be told from what another version of them makes.
 */
export function unknownParts(description: object, path = ''): string[] {
  if (!isDescription(description)) {
    return Object.entries(description).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null
        ? unknownParts(value, path === '' ? key : `${path}.${key}`)
        : [],
    );
  }
  if (description.kind === 'unknown') return [`${path} (${description.options['name']})`.trimStart()];
  return unknownParts(description.options, path);
}

function descriptionFrom(kind: string, options: object): Description {
  const described = jsonOf(options, (value) =>
    KEY in value || typeof value === 'function' ? descriptionOf(value) : undefined,
  );
  return { kind, options: described as Description['options'] };
}

function nameOf(part: object): string {
  const { name } = part as { readonly name?: unknown };
  return typeof name === 'string' && name !== '' ? name : 'without a name';
}
