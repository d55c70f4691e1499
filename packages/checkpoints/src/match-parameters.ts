import type { Parameter, ParameterStore } from '@tandem-det/core';
import type { Checkpoint } from './checkpoint.ts';
import { classDifference, classesOf } from './classes.ts';
import { checkpointShape } from './layout.ts';
import type { LoadReport, ShapeMismatch } from './load-report.ts';
import { mmdetectionNames } from './mmdetection-names.ts';

export interface MatchOptions {
  /** Class names of the model, compared with the file's where it has any. */
  readonly classes?: readonly string[] | undefined;
  /** Only parameters below this scope, such as `backbone`; names in the file are without it. */
  readonly scope?: string | undefined;
  /** Names that a parameter may have in the file, the first one found being taken; `mmdetectionNames` where absent. */
  readonly names?: ((name: string) => readonly string[]) | undefined;
}

/** A parameter, and what the file calls its values. */
export interface Match {
  readonly parameter: Parameter;
  readonly stored: string;
}

/**
 * Which parameters of a store a file has values of the right shape for, by name; reads none of them. The report's
 * `loaded` are those that would be, its `rounded` is empty.
 */
export function matchParameters(
  store: ParameterStore,
  file: Checkpoint,
  { classes, scope = '', names = mmdetectionNames }: MatchOptions = {},
): { readonly matches: readonly Match[]; readonly report: LoadReport } {
  const prefix = scope === '' ? '' : `${scope}.`;
  const matches: Match[] = [];
  const missing: string[] = [];
  const mismatched: ShapeMismatch[] = [];
  const unused = new Set(file.entries.keys());
  for (const parameter of store.all) {
    const { name, layout, variable } = parameter;
    if (!name.startsWith(prefix)) continue;
    const candidates = names(name.slice(prefix.length));
    const stored = candidates.find((one) => file.entries.has(one)) ?? candidates[0]!;
    const entry = file.entries.get(stored);
    unused.delete(stored);
    const expected = checkpointShape(layout, variable.shape);
    if (entry === undefined) {
      missing.push(name);
    } else if (entry.shape.join() !== expected.join()) {
      mismatched.push({ name, expected, found: entry.shape });
    } else {
      matches.push({ parameter, stored });
    }
  }
  const stored = classesOf(file.name, file.metadata);
  const difference = stored && classes ? classDifference(stored, classes) : undefined;
  const report = {
    source: file.name,
    loaded: matches.map(({ parameter }) => parameter.name),
    skipped: [...unused].filter((name) => !name.endsWith('num_batches_tracked')),
    missing,
    mismatched,
    rounded: {},
    ...(difference === undefined ? {} : { classDifference: difference }),
    ...(file.removedPrefix ? { removedPrefix: file.removedPrefix } : {}),
    ...(file.otherStateDicts?.length
      ? { stateDict: file.stateDict ?? '', otherStateDicts: file.otherStateDicts }
      : {}),
  };
  return { matches, report };
}
