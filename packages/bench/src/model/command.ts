import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { wholeNumber } from '../whole-number.ts';
import { runContender } from './contender.ts';
import type { ModelOptions, ModelTimes } from './options.ts';
import { formatKernels, formatTimes } from './table.ts';

interface CommandOptions {
  readonly backends: readonly string[];
  readonly rounds: number;
  readonly runs: number;
  readonly depth: 18 | 50;
  readonly width: number;
  readonly channels: number;
  readonly layers: number;
  readonly batch: number;
  readonly size: { readonly width: number; readonly height: number };
  readonly python: string;
}

/** `pnpm bench model`: forward pass, detection and training step of TOOD beside the same model in PyTorch. */
export function modelBench(): Command {
  return new Command('model')
    .description('forward pass, detection and training step of TOOD, beside PyTorch (the default)')
    .option('--backends <names>', 'backends, with commas', (text) => text.split(','), ['tensorflow', 'wasm'])
    .option('--rounds <n>', 'turns of each contender', wholeNumber, 2)
    .option('--runs <n>', 'timed runs in each turn, after two that are not', wholeNumber, 3)
    .addOption(
      new Option('--depth <n>', 'of the ResNet').choices(['18', '50']).argParser(wholeNumber).default(18),
    )
    .option('--width <n>', "channels of the ResNet's stem", wholeNumber, 64)
    .option('--channels <n>', 'channels of neck and head', wholeNumber, 256)
    .option('--layers <n>', 'interactive layers', wholeNumber, 6)
    .option('--batch <n>', 'images', wholeNumber, 4)
    .option('--size <WxH>', 'pixels', size, { width: 320, height: 240 })
    .option('--python <path>', 'the interpreter for the peer', process.env['TANDEM_PYTHON'] ?? 'python3')
    .action((options: CommandOptions) => run(options));
}

function run({ backends, rounds, runs, python, layers, size, ...model }: CommandOptions): void {
  const options: ModelOptions = {
    ...model,
    interactiveLayers: layers,
    imageHeight: size.height,
    imageWidth: size.width,
    classes: 3,
    objects: 10,
    threads: Math.min(8, availableParallelism()),
    warmUp: 2,
    runs,
  };
  const contenders = [...backends, 'pytorch'];
  console.log(
    `TOOD-R${options.depth} (width ${options.width}, ${options.channels} channels, N = ${layers}), ` +
      `${size.width}x${size.height} px, batch ${options.batch}, ${options.threads} threads; ` +
      `contenders take turns, ${rounds} rounds`,
  );
  const results = new Map<string, ModelTimes[]>();
  for (let round = 0; round < rounds; round++) {
    for (const name of contenders) {
      process.stderr.write(`round ${round + 1}/${rounds}: ${name}\n`);
      const result = runContender(name, options, python);
      if ('missing' in result) {
        if (round === 0) console.log(`${name}: left out (${result.missing})`);
      } else {
        results.set(name, [...(results.get(name) ?? []), result]);
      }
    }
  }
  console.log(formatTimes(results));
  for (const [name, [first]] of results) {
    if (first!.kernels) console.log(`\n${formatKernels(name, first!.kernels)}`);
  }
}

function size(text: string): { width: number; height: number } {
  const [width, height] = text.split('x').map(wholeNumber);
  if (width === undefined || height === undefined)
    throw new InvalidArgumentError('Give WIDTHxHEIGHT, such as 320x240.');
  return { width, height };
}
