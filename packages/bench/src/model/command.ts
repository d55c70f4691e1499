import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { wholeNumber } from '../whole-number.ts';
import { runContender } from './contender.ts';
import { models } from './models.ts';
import type { ModelOptions, ModelTimes } from './options.ts';
import { formatKernels, formatTimes } from './table.ts';

interface CommandOptions {
  readonly backends: readonly string[];
  readonly rounds: number;
  readonly runs: number;
  readonly model: string;
  readonly depth?: 18 | 50;
  readonly width?: number;
  readonly channels?: number;
  readonly layers?: number;
  readonly threads: number;
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
      new Option('--model <name>', 'sizes; narrow: those of examples/bccd')
        .choices(Object.keys(models))
        .default('r18'),
    )
    .addOption(
      new Option('--depth <n>', 'of the ResNet, in place of the model’s')
        .choices(['18', '50'])
        .argParser(wholeNumber),
    )
    .option('--width <n>', "channels of the ResNet's stem", wholeNumber)
    .option('--channels <n>', 'channels of neck and head', wholeNumber)
    .option('--layers <n>', 'interactive layers', wholeNumber)
    .option(
      '--threads <n>',
      'for wall time; CPU time is that of one thread',
      wholeNumber,
      Math.min(8, availableParallelism()),
    )
    .option('--batch <n>', 'images', wholeNumber, 4)
    .option('--size <WxH>', 'pixels', size, { width: 320, height: 240 })
    .option('--python <path>', 'the interpreter for the peer', process.env['TANDEM_PYTHON'] ?? 'python3')
    .action((options: CommandOptions) => run(options));
}

function run(given: CommandOptions): void {
  const { backends, rounds, runs, python, size, batch, threads } = given;
  const model = models[given.model]!;
  const options: ModelOptions = {
    depth: given.depth ?? model.depth,
    width: given.width ?? model.width,
    channels: given.channels ?? model.channels,
    interactiveLayers: given.layers ?? model.interactiveLayers,
    batch,
    imageHeight: size.height,
    imageWidth: size.width,
    classes: 3,
    objects: 10,
    threads,
    warmUp: 2,
    runs,
  };
  const contenders = [...backends, 'pytorch', 'pytorch-bf16'];
  console.log(
    `TOOD-R${options.depth} (width ${options.width}, ${options.channels} channels, N = ${options.interactiveLayers}), ` +
      `${options.imageWidth}x${options.imageHeight} px, batch ${batch}; contenders take turns, ${rounds} rounds`,
  );
  const numbers = [...new Set([threads, 1])];
  const results = new Map(numbers.map((number) => [number, new Map<string, ModelTimes[]>()]));
  for (let round = 0; round < rounds; round++) {
    for (const number of numbers) {
      for (const name of contenders) {
        process.stderr.write(`round ${round + 1}/${rounds}: ${name}, threads: ${number}\n`);
        const result = runContender(name, { ...options, threads: number }, python);
        if ('missing' in result) {
          if (round === 0 && number === threads) console.log(`${name}: left out (${result.missing})`);
        } else {
          const all = results.get(number)!;
          all.set(name, [...(all.get(name) ?? []), result]);
        }
      }
    }
  }
  console.log(`\nWall time, threads: ${threads}\n\n${formatTimes(results.get(threads)!, 'wall')}`);
  console.log(`\nCPU time of one thread\n\n${formatTimes(results.get(1)!, 'cpu')}`);
  for (const [name, [first]] of results.get(1)!) {
    if (first!.kernels) console.log(`\n${formatKernels(name, first!.kernels)}`);
  }
}

function size(text: string): { width: number; height: number } {
  const [width, height] = text.split('x').map(wholeNumber);
  if (width === undefined || height === undefined)
    throw new InvalidArgumentError('Give WIDTHxHEIGHT, such as 320x240.');
  return { width, height };
}
