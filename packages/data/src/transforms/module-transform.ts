import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ExpectationError, expected, type Json, ownPart, partOption, readOptions } from '@tandem-det/base';
import { z } from 'zod';
import type { Transform } from '../sample.ts';

/** What a module of transforms exports as its default: makes the transform from its options. */
export type TransformMaker = (options: Readonly<Record<string, Json>>) => Transform;

/** The options of `moduleTransform` and their checks. */
export const moduleTransformOptions = z.strictObject({
  /** Where the module is: `new URL('./blur.js', import.meta.url)`, or a path. */
  module: z.union([z.instanceof(URL), z.string()], expected("a module's URL or path")),
  /** Change it whenever the transform does something else: a run that began with another one is not continued. */
  version: partOption<Json>('a version, such as 1', (value) => value !== undefined && value !== null),
  /** Plain data, which the module's default export is called with. */
  options: z.record(z.string(), z.custom<Json>()).default({}),
});

export type ModuleTransformOptions = z.input<typeof moduleTransformOptions>;

/**
 * A transform of your own that worker threads can make too. The default export of the module makes it from options:
 * `export default ({ radius }) => (sample, random) => …`. The module is imported here, and again in each thread.
 *
 * Where threads cannot read TypeScript (Node before 22.18, without tsx), give them JavaScript.
 *
 * Errors: an ExpectationError for a module that cannot be imported, or whose default export makes no transform.
 */
export async function moduleTransform(options: ModuleTransformOptions): Promise<Transform> {
  const { module, version, options: own } = readOptions('moduleTransform', moduleTransformOptions, options);
  const url =
    module instanceof URL || module.startsWith('file:') ? String(module) : pathToFileURL(module).href;
  const transform = Object.assign(await makeFromModule(url, own), { module: url });
  return ownPart(transform, { version, kind: path.parse(fileURLToPath(url)).name, options: own });
}

/** What the default export of the module at `url` makes, as a function of its own. */
export async function makeFromModule(
  url: string,
  options: Readonly<Record<string, Json>>,
): Promise<Transform> {
  const { default: make } = (await import(url).catch((error: Error) => {
    throw new ExpectationError(`transform ${url}`, 'a module that can be imported', error.message);
  })) as { readonly default?: TransformMaker };
  const made = typeof make === 'function' ? make(options) : undefined;
  if (typeof made !== 'function') {
    throw new ExpectationError(
      `transform ${url}`,
      'a default export that makes a transform from its options',
      make === undefined
        ? 'no default export'
        : `one that makes ${typeof made === 'object' ? 'an object' : typeof made}`,
      'End the module with `export default (options) => (sample, random) => …`.',
    );
  }
  const { others, deterministic } = made;
  const transform: Transform = (sample, random, context) => made(sample, random, context);
  return Object.assign(transform, {
    ...(others !== undefined && { others }),
    ...(deterministic !== undefined && { deterministic }),
  });
}
