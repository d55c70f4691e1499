import { Command, InvalidArgumentError, Option } from 'commander';
import { trainCommand } from './commands/train.ts';
import type { Output } from './terminal/output.ts';

/** The `tandem` command line; every command writes to `output`. */
export function program(output: Output, signal?: AbortSignal): Command {
  const tandem = new Command('tandem')
    .description('Object detection on TensorFlow.js: train, evaluate, detect, compare.')
    .showHelpAfterError('Try --help.');
  const withSignal = signal === undefined ? {} : { signal };

  shared(tandem.command('train'))
    .description('train a detector')
    .requiredOption('--config <file>', 'YAML or JSON')
    .requiredOption('--out <folder>', 'for checkpoint and log')
    .option('--resume', 'go on with the run in the folder')
    .option('--force', 'resume although the config has changed')
    .action(async (options) => void (await trainCommand({ ...options, ...withSignal }, output)));

  return tandem;
}

/** Options that every command has. */
function shared(command: Command): Command {
  return command
    .option('--set <key=value>', 'change the config, such as training.epochs=2; repeatable', collect, [])
    .option('--backend <name>', 'auto, tensorflow, wasm or cpu', 'auto')
    .option('--threads <count>', 'threads to compute with', wholeNumber)
    .addOption(new Option('--debug', 'show where an error came from'));
}

function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Expected a whole number ≥ 1.');
  return value;
}
