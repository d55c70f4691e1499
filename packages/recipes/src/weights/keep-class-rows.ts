import {
  type Checkpoint,
  fromCheckpointOrder,
  matchParameters,
  toCheckpointOrder,
  toFloat32,
} from '@tandem-det/checkpoints';
import type { ParameterStore } from '@tandem-det/core';
import { tensor, tidy } from '@tensorflow/tfjs-core';

export interface KeepClassRowsOptions {
  /** Names of the detector's K classes, and of the file's. */
  readonly classes: readonly string[];
  readonly fileClasses: readonly string[];
  /** As of `matchParameters`. */
  readonly scope: string;
  readonly names: (name: string) => readonly string[];
}

/** What `keepClassRows` did. */
export interface KeptRows {
  /** Classes that have rows of the file. */
  readonly classes: readonly string[];
  /** Parameters that got some. */
  readonly parameters: readonly string[];
}

/**
 * Of the last layers, whose channels are A · K (class k of anchor a at a · K + k), takes the rows of the classes that
 * the file has by name; the others stay as they are. A layer is one of classes if the file's has a multiple of its
 * number of classes, the detector's the same multiple of K, and all else is equal.
 */
export async function keepClassRows(
  store: ParameterStore,
  file: Checkpoint,
  { classes, fileClasses, scope, names }: KeepClassRowsOptions,
): Promise<KeptRows> {
  const rows = classes.map((name) => fileClasses.indexOf(name));
  const shared = classes.filter((_, index) => rows[index]! >= 0);
  const isSame = classes.join('\n') === fileClasses.join('\n');
  if (isSame || shared.length === 0) return { classes: shared, parameters: [] };
  const prefix = scope === '' ? '' : `${scope}.`;
  const { report } = matchParameters(store, file, { scope, names });
  const kept: string[] = [];
  for (const { name, expected, found } of report.mismatched) {
    const [outputs = 0, ...rest] = expected;
    const [fileOutputs = 0, ...fileRest] = found;
    const anchors = outputs / classes.length;
    const isOfClasses =
      Number.isInteger(anchors) &&
      fileOutputs === anchors * fileClasses.length &&
      rest.join() === fileRest.join();
    if (!isOfClasses) continue;
    const { variable, layout } = store.get(name)!;
    const stored = names(name.slice(prefix.length)).find((each) => file.entries.has(each))!;
    const theirs = toFloat32((await file.read(stored)).data).values;
    const own = await variable.data<'float32'>();
    const values = toCheckpointOrder(layout, variable.shape, own as Float32Array).slice();
    const size = values.length / outputs;
    for (let anchor = 0; anchor < anchors; anchor++) {
      rows.forEach((row, index) => {
        if (row < 0) return;
        const from = (anchor * fileClasses.length + row) * size;
        values.set(theirs.subarray(from, from + size), (anchor * classes.length + index) * size);
      });
    }
    const inMemory = fromCheckpointOrder(layout, variable.shape, values);
    tidy(() => variable.assign(tensor(inMemory, variable.shape, 'float32')));
    kept.push(name);
  }
  return { classes: shared, parameters: kept };
}
