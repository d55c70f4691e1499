import { ExpectationError } from '@tandem-det/base';
import { CommanderError } from 'commander';
import { program } from './program.ts';
import { type Output, standardOutput } from './terminal/output.ts';

export interface RunOptions {
  readonly output?: Output;
  readonly error?: (text: string) => void;
  /** Once aborted, a training run saves and stops. */
  readonly signal?: AbortSignal;
  /** The script that this is: what starts more of its kind needs it. */
  readonly entry?: string;
}

/**
 * Runs one command line (without `node` and the script) and returns its exit code: 0, or 1 after an
 * error, whose message alone is printed unless `--debug` is given.
 */
export async function run(words: readonly string[], options: RunOptions = {}): Promise<number> {
  const { output = standardOutput(), error = (text) => void process.stderr.write(`${text}\n`) } = options;
  try {
    await program(output, error, options).parseAsync([...words], { from: 'user' });
    return 0;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode;
    const expected = thrown instanceof ExpectationError;
    const debug = words.includes('--debug');
    const { message, stack } = thrown instanceof Error ? thrown : new Error(String(thrown));
    error(debug ? (stack ?? message) : `Error: ${message}`);
    if (!expected && !debug) error('Run it again with --debug to see where this comes from.');
    return 1;
  }
}
