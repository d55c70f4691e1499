import { ExpectationError, type Parameter, type ParameterStore } from '@tandem-det/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Checkpoint } from './checkpoint.ts';
import { classDifference, classesOf, sample } from './classes.ts';
import { checkpointShape, fromCheckpointOrder } from './layout.ts';
import { formatLoadReport, type LoadReport, type ShapeMismatch } from './load-report.ts';
import { mmdetectionNames } from './mmdetection-names.ts';
import { type CheckpointOptions, openCheckpoint } from './open-checkpoint.ts';
import { toFloat32 } from './safetensors/dtypes.ts';

export interface LoadOptions extends CheckpointOptions {
  /**
   * True (the default): every parameter must be in the file with its shape, and the class lists must be
   * equal, or nothing is loaded. False: what fits is loaded and the report says what was not.
   */
  readonly strict?: boolean;
  /** Class names of the model, compared with the file's where it has any. */
  readonly classes?: readonly string[];
  /** Load only parameters below this scope, such as `backbone`; names in the file are without it. */
  readonly scope?: string;
  /** Names that a parameter may have in the file, the first one found being taken; `mmdetectionNames` where absent. */
  readonly names?: (name: string) => readonly string[];
}

/**
 * Fills the parameters of a store by name from a file of weights (safetensors or PyTorch's; a path,
 * bytes, or an open file), turning filters from OIHW to HWIO. All values are read and checked before the
 * first parameter changes. `module.` before every name is taken away, and the report says so.
 *
 * With `strict: false`, a model for another number of classes takes all but its last layers.
 * `num_batches_tracked`, which the reference keeps and Tandem does not, is never reported.
 */
export async function loadParameters(
  store: ParameterStore,
  source: string | Uint8Array | Checkpoint,
  {
    strict = true,
    classes,
    scope = '',
    names = mmdetectionNames,
    stateDict,
    removePrefix = 'auto',
  }: LoadOptions = {},
): Promise<LoadReport> {
  const given = typeof source !== 'string' && !(source instanceof Uint8Array);
  const file = given ? source : await openCheckpoint(source, { stateDict, removePrefix });
  try {
    const prefix = scope === '' ? '' : `${scope}.`;
    const wanted = store.all.filter(({ name }) => name.startsWith(prefix));
    const storedNames = (name: string) => names(name.slice(prefix.length));
    const { values, ...collected } = await collect(file, wanted, storedNames, classes);
    const report = file.removedPrefix ? { ...collected, removedPrefix: file.removedPrefix } : collected;
    if (strict) refuse(report, file, classes);
    for (const [parameter, data] of values) {
      tf.tidy(() => parameter.variable.assign(tf.tensor(data, parameter.variable.shape, 'float32')));
    }
    return report;
  } finally {
    if (!given) await file.close();
  }
}

async function collect(
  file: Checkpoint,
  wanted: readonly Parameter[],
  storedNames: (name: string) => readonly string[],
  classes: readonly string[] | undefined,
): Promise<LoadReport & { values: Map<Parameter, Float32Array> }> {
  const values = new Map<Parameter, Float32Array>();
  const loaded: string[] = [];
  const missing: string[] = [];
  const mismatched: ShapeMismatch[] = [];
  const rounded: Record<string, number> = {};
  const unused = new Set(file.entries.keys());
  for (const parameter of wanted) {
    const { name, layout, variable } = parameter;
    const candidates = storedNames(name);
    const stored = candidates.find((one) => file.entries.has(one)) ?? candidates[0]!;
    const entry = file.entries.get(stored);
    unused.delete(stored);
    const expected = checkpointShape(layout, variable.shape);
    if (entry === undefined) {
      missing.push(name);
    } else if (entry.shape.join() !== expected.join()) {
      mismatched.push({ name, expected, found: entry.shape });
    } else {
      const float = toFloat32((await file.read(stored)).data);
      values.set(parameter, fromCheckpointOrder(layout, variable.shape, float.values));
      loaded.push(name);
      if (float.rounded > 0) rounded[name] = float.rounded;
    }
  }
  const stored = classesOf(file.name, file.metadata);
  const difference = stored && classes ? classDifference(stored, classes) : undefined;
  const skipped = [...unused].filter((name) => !name.endsWith('num_batches_tracked'));
  return {
    source: file.name,
    loaded,
    skipped,
    missing,
    mismatched,
    rounded,
    ...(difference === undefined ? {} : { classDifference: difference }),
    values,
  };
}

function refuse(report: LoadReport, file: Checkpoint, classes: readonly string[] | undefined): void {
  const remedy = 'Pass strict: false to load what fits.';
  if (report.classDifference !== undefined) {
    throw new ExpectationError(
      `${file.name}, class list`,
      `${classes!.length} classes (${sample(classes!)})`,
      report.classDifference,
      remedy,
    );
  }
  if (report.missing.length > 0 || report.mismatched.length > 0) {
    throw new ExpectationError(
      'loadParameters',
      'every parameter in the file with its shape',
      `${report.missing.length} missing and ${report.mismatched.length} of another shape`,
      `${remedy}\n${formatLoadReport(report)}`,
    );
  }
}
