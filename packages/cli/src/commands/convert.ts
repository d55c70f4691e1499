import { access } from 'node:fs/promises';
import { convertCheckpoint, formatConversionReport, formatLoadReport } from '@tandem-det/checkpoints';
import { ExpectationError, expectThat } from '@tandem-det/core';
import { compareWithModel, type ModelChoice, type ModelComparison } from '../build/compare-with-model.ts';
import type { Output } from '../terminal/output.ts';

export interface ConvertCommandOptions extends ModelChoice {
  /** A `.pth`, `.pt` or safetensors file. */
  readonly from: string;
  /** The safetensors file to write; there must be none of that name. */
  readonly to: string;
  /** Where in a PyTorch file the weights are, such as `model`; the usual places are tried without it. */
  readonly stateDict?: string;
  /** Taken away from the names; `module.` and `_orig_mod.` where all have them, without it. */
  readonly removePrefix?: string;
}

/**
 * `tandem convert`: a file of weights as safetensors, half precision as float32, one tensor in memory at a time.
 * With a config or a preset it says of each tensor what loading it into that model comes to, and fails where the
 * model would lack more than the last layers of another number of classes.
 */
export async function convertCommand(
  { from, to, stateDict, removePrefix = 'auto', ...model }: ConvertCommandOptions,
  output: Output,
): Promise<void> {
  const isThere = await access(to).then(
    () => true,
    () => false,
  );
  expectThat(!isThere, `output ${to}`, 'a new file', 'one that exists', 'Choose another name, or remove it.');
  const file = { from, stateDict, removePrefix };
  const hasModel = model.config !== undefined || model.preset !== undefined;
  const comparison = hasModel ? await compareWithModel(file, model, (line) => output.line(line)) : undefined;
  const report = await convertCheckpoint(from, to, { stateDict, removePrefix });
  output.line(formatConversionReport(report));
  output.line(`Written: ${to}`);
  if (comparison !== undefined) tellComparison(from, comparison, output);
}

/** Throws where the model lacks more than its last layers. */
function tellComparison(from: string, { load, lastLayers, classes }: ModelComparison, output: Output): void {
  output.line(formatLoadReport(load, Number.POSITIVE_INFINITY, { withLoaded: true }));
  const others = load.mismatched.filter(({ name }) => !lastLayers.has(name));
  if (load.missing.length > 0 || others.length > 0) {
    throw new ExpectationError(
      `${from}, loaded into the model`,
      'values of every parameter',
      `${load.missing.length} missing and ${others.length} of another shape`,
      'It may be a file of another model, or of a part of one: --scope backbone. Where its names begin with more than the ' +
        "model's: --remove-prefix.",
    );
  }
  if (load.mismatched.length > 0) {
    output.line(`All loads but the last layers, which are for another number of classes than ${classes}.`);
  }
}
