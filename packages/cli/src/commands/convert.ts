import { access } from 'node:fs/promises';
import { ExpectationError, expectThat } from '@tandem-det/base';
import { convertCheckpoint, formatConversionReport, formatLoadReport } from '@tandem-det/checkpoints';
import { startBackend } from '@tandem-det/kernels/backends';
import { compareWithModel, type ModelChoice, type ModelComparison } from '@tandem-det/recipes';
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
  const comparison = hasModel ? await comparedOnCpu(file, model, output) : undefined;
  const report = await convertCheckpoint(from, to, { stateDict, removePrefix });
  output.line(formatConversionReport(report));
  output.line(`Written: ${to}`);
  if (comparison !== undefined) tellComparison(from, comparison, output);
}

/** Shapes alone are compared: any backend does. */
async function comparedOnCpu(
  file: Parameters<typeof compareWithModel>[0],
  model: ModelChoice,
  output: Output,
): Promise<ModelComparison> {
  const { stop } = await startBackend({ name: 'cpu', report: () => {} });
  try {
    return await compareWithModel(file, model, (line) => output.line(line));
  } finally {
    await stop();
  }
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
