import { ExpectationError } from '@tandem-det/base';
import type { Parameter, ParameterStore } from '@tandem-det/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Checkpoint } from './checkpoint.ts';
import { sample } from './classes.ts';
import { fromCheckpointOrder } from './layout.ts';
import { formatLoadReport, type LoadReport } from './load-report.ts';
import { type Match, type MatchOptions, matchParameters } from './match-parameters.ts';
import { toFloat32 } from './numbers/dtypes.ts';
import { type CheckpointOptions, openCheckpoint } from './open-checkpoint.ts';

export interface LoadOptions extends CheckpointOptions, MatchOptions {
  /**
   * True (the default): every parameter must be in the file with its shape, and the class lists must be
   * equal, or nothing is loaded. False: what fits is loaded and the report says what was not.
   */
  readonly strict?: boolean;
}

/**
 * Fills the parameters of a store by name from a file of weights (safetensors or PyTorch's; a path,
 * bytes, or an open file), turning filters from OIHW to HWIO. All values are read and checked before the
 * first parameter changes. `module.` and `_orig_mod.` before every name are taken away, and the report says so,
 * as it does where the file has tensors at other places too.
 *
 * With `strict: false`, a model for another number of classes takes all but its last layers.
 * `num_batches_tracked`, which the reference keeps and Tandem does not, is never reported.
 */
export async function loadParameters(
  store: ParameterStore,
  source: string | Uint8Array | Checkpoint,
  { strict = true, classes, scope, names, stateDict, removePrefix = 'auto' }: LoadOptions = {},
): Promise<LoadReport> {
  const given = typeof source !== 'string' && !(source instanceof Uint8Array);
  const file = given ? source : await openCheckpoint(source, { stateDict, removePrefix });
  try {
    const { matches, report: matched } = matchParameters(store, file, { classes, scope, names });
    const { values, rounded } = await valuesOf(file, matches);
    const report = { ...matched, rounded };
    if (strict) refuse(report, file, classes);
    for (const [parameter, data] of values) {
      tf.tidy(() => parameter.variable.assign(tf.tensor(data, parameter.variable.shape, 'float32')));
    }
    return report;
  } finally {
    if (!given) await file.close();
  }
}

async function valuesOf(file: Checkpoint, matches: readonly Match[]) {
  const values = new Map<Parameter, Float32Array>();
  const rounded: Record<string, number> = {};
  for (const { parameter, stored } of matches) {
    const { name, layout, variable } = parameter;
    const float = toFloat32((await file.read(stored)).data);
    values.set(parameter, fromCheckpointOrder(layout, variable.shape, float.values));
    if (float.rounded > 0) rounded[name] = float.rounded;
  }
  return { values, rounded };
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
