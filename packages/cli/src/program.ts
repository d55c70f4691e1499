import { Command, InvalidArgumentError, Option } from 'commander';
import { ablateCommand } from './commands/ablate.ts';
import { convertCommand } from './commands/convert.ts';
import { detectCommand } from './commands/detect.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { inspectCommand } from './commands/inspect.ts';
import { modelsCommand } from './commands/models.ts';
import { trainCommand } from './commands/train.ts';
import type { Output } from './terminal/output.ts';

/** The `tandem` command line; every command writes to `output`, wrong usage is told to `error`. */
export function program(
  output: Output,
  error: (text: string) => void,
  { signal, entry }: { readonly signal?: AbortSignal; readonly entry?: string } = {},
): Command {
  const tandem = new Command('tandem')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.line(text.trimEnd()),
      writeErr: (text) => error(text.trimEnd()),
    })
    .description('Object detection on TensorFlow.js: train, evaluate, detect, compare.')
    .showHelpAfterError('Try --help.');
  const withSignal = signal === undefined ? {} : { signal };
  const withEntry = entry === undefined ? {} : { entry };

  shared(tandem.command('train'))
    .description('train a detector')
    .requiredOption('--config <file>', 'YAML, JSON, or a module that exports a recipe')
    .requiredOption('--out <folder>', 'for checkpoint and log')
    .option('--resume', 'go on with the run in the folder')
    .option('--force', 'resume although the config has changed')
    .action(async (options) => void (await trainCommand({ ...options, ...withSignal }, output)));

  shared(tandem.command('evaluate'))
    .description('COCO AP of a published model or of a checkpoint')
    .option('--model <name>', 'a published model, or the folder of a run')
    .option('--weights <file>', 'with --model: its weights, in place of those that are fetched')
    .option('--checkpoint <file>', 'checkpoint.safetensors of a run')
    .option(
      '--config <file>',
      'with another data.validation than the one of the run; a module makes the detector',
    )
    .option('--views <scales>', 'look at images several times, as 1,1f,1.5; f is mirrored')
    .option('--out <folder>', 'for evaluation.html, detections.json and evaluation.json')
    .option('--analysis', 'how well classification and localization agree, even without --out')
    .action(async (options) => void (await evaluateCommand({ ...options, ...withSignal }, output)));

  backendOptions(tandem.command('detect'))
    .description('find objects in images')
    .argument('<paths...>', 'image files, and folders of them')
    .option('--model <name>', 'a published model, or the folder of a run')
    .option('--weights <file>', 'with --model: its weights, in place of those that are fetched')
    .option('--checkpoint <file>', 'checkpoint.safetensors of a run')
    .option('--out <folder>', 'for detections.json, detections.txt and pictures; only a list without it')
    .option('--config <module>', 'makes the detector, where a part of it is your own')
    .option('--views <scales>', 'look at images several times, as 1,1f,1.5; f is mirrored')
    .option('--threshold <score>', 'lowest score that is drawn and listed', score, 0.3)
    .addOption(
      new Option('--on-bad-image <what>', 'what becomes of a file that cannot be read')
        .choices(['skip', 'error'])
        .default('skip'),
    )
    .option('--no-pictures', 'draw nothing')
    .action(
      async (paths, options) => void (await detectCommand({ ...options, paths, ...withSignal }, output)),
    );

  shared(tandem.command('ablate'))
    .description('compare detectors: do the runs of a study, axes by seeds, and make its table')
    .requiredOption('--config <file>', 'a study: YAML, JSON, or a module that exports one')
    .requiredOption('--out <folder>', 'for records, runs and tables; finished runs in it are kept')
    .option('--list', 'only say which runs there are')
    .option('--watch', 'only show how far the runs in the folder are')
    .option('--processes <n>', 'runs at a time, each in a process of its own', wholeNumber)
    .option('--devices <numbers>', 'GPUs that the processes share out, as 0,1', (text) => text.split(','))
    .option('--shard <i/n>', 'only that part of the runs, i from 0: for job arrays')
    .option('--run <id>', 'only this run')
    .option('--queue <url>', 'let the workers of a Redis do the runs, as redis://host:6379')
    .option('--worker', 'with --queue: be one of its workers')
    .option('--idle <seconds>', 'with --worker: end when the queue has been empty for so long', wholeNumber)
    .option(
      '--take-over <seconds>',
      "with --worker: a worker's silence after which another does its run",
      wholeNumber,
    )
    .action((options) => ablateCommand({ ...options, ...withSignal, ...withEntry }, output));

  shared(tandem.command('inspect'))
    .description('what datasets hold and what is wrong with them; what a model costs')
    .option('--config <file>', 'YAML, JSON, or a module that exports a recipe')
    .option(
      '--checkpoint <file>',
      'compare the classes with those of a run; without --config look at that run',
    )
    .option('--out <folder>', 'for inspection.html, with pictures and histograms')
    .option('--decode', 'read every image, to find those that cannot be')
    .action(async (options) => void (await inspectCommand(options, output)));

  tandem
    .command('models')
    .description('the published models that --model and weights.model take')
    .action(() => modelsCommand(output));

  tandem
    .command('convert')
    .description('a file of weights (.pth, .pt, .safetensors) as safetensors in float32')
    .argument('<from>', 'file of weights')
    .argument('<to>', 'safetensors file to write')
    .option('--state-dict <keys>', 'where in a PyTorch file the weights are, such as model')
    .option(
      '--remove-prefix <text>',
      'taken away from the names; module. and _orig_mod. where all have them, without this',
    )
    .option('--config <file>', 'say what loading it into this model comes to')
    .option('--preset <name>', 'the same of a preset with the defaults of a config')
    .option(
      '--classes <count>',
      'classes of that model; those of its dataset, or 80, without this',
      wholeNumber,
    )
    .option('--scope <name>', 'the part of the model that the file is of, such as backbone')
    .option('--set <key=value>', 'change the config, such as model.depth=50; repeatable', collect, [])
    .addOption(new Option('--debug', 'show where an error came from'))
    .action(async (from, to, options) => void (await convertCommand({ ...options, from, to }, output)));

  return tandem;
}

/** Options of commands that read a config. */
function shared(command: Command): Command {
  return backendOptions(command).option(
    '--set <key=value>',
    'change the config, such as training.epochs=2; repeatable',
    collect,
    [],
  );
}

function backendOptions(command: Command): Command {
  return command
    .option('--backend <name>', 'auto, tensorflow, webgpu, wasm or cpu', 'auto')
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

function score(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError('Expected a number from 0 to 1.');
  return value;
}
