import { access } from 'node:fs/promises';
import { convertCheckpoint, formatConversionReport } from '@tandem-det/checkpoints';
import { expectThat } from '@tandem-det/core';
import type { Output } from '../terminal/output.ts';

export interface ConvertCommandOptions {
  /** A `.pth`, `.pt` or safetensors file. */
  readonly from: string;
  /** The safetensors file to write; there must be none of that name. */
  readonly to: string;
  /** Where in a PyTorch file the weights are, such as `model`; the usual places are tried without it. */
  readonly stateDict?: string;
  /** Taken away from the names; `module.` where all have it, without it. */
  readonly removePrefix?: string;
}

/** `tandem convert`: a file of weights as safetensors, half precision as float32, one tensor in memory at a time. */
export async function convertCommand(
  { from, to, stateDict, removePrefix = 'auto' }: ConvertCommandOptions,
  output: Output,
): Promise<void> {
  const isThere = await access(to).then(
    () => true,
    () => false,
  );
  expectThat(!isThere, `output ${to}`, 'a new file', 'one that exists', 'Choose another name, or remove it.');
  const report = await convertCheckpoint(from, to, { stateDict, removePrefix });
  output.line(formatConversionReport(report));
  output.line(`Written: ${to}`);
}
