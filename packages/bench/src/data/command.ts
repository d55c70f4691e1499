import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCoco } from '@tandem-det/data';
import { Command } from 'commander';
import { median } from '../median.ts';
import { wholeNumber } from '../whole-number.ts';
import type { DataOptions, DataTimes } from './options.ts';
import { type WaitTimes, waitTable } from './wait-table.ts';

interface CommandOptions {
  readonly annotations: string;
  readonly images: string;
  readonly rounds: number;
  readonly epochs: number;
  readonly batch: number;
  readonly workers: number;
  readonly width: number;
  readonly height: number;
  readonly python: string;
  readonly steps: number;
  readonly training: boolean;
  readonly backends: readonly string[];
}

const PEER = 'PyTorch DataLoader (PIL, torch)';
const BCCD = fileURLToPath(new URL('../../../../../shared/data/bccd', import.meta.url));

/**
 * `pnpm bench data`: images a second of the loader beside a PyTorch DataLoader on the same files, and what share of a
 * training step waits for it.
 */
export function dataBench(): Command {
  return new Command('data')
    .description(
      'images a second: decode, fit, mirror, normalise, batch; beside a PyTorch DataLoader; and how long training waits',
    )
    .option('--annotations <file>', 'COCO instances file', path.join(BCCD, 'train.json'))
    .option('--images <folder>', 'its images', path.join(BCCD, 'images/train'))
    .option('--rounds <n>', 'turns of each contender', wholeNumber, 3)
    .option('--epochs <n>', 'timed epochs in each turn, after one that is not', wholeNumber, 2)
    .option('--batch <n>', 'images', wholeNumber, 4)
    .option('--workers <n>', 'threads, and processes of the peer', wholeNumber, availableParallelism())
    .option('--width <n>', 'of the input', wholeNumber, 320)
    .option('--height <n>', 'of the input', wholeNumber, 240)
    .option('--steps <n>', 'timed steps of training in each turn: more than an epoch', wholeNumber, 60)
    .option('--no-training', 'leave out how long training waits')
    .option('--backends <names>', 'that train, with commas', (text) => text.split(','), [
      'tensorflow',
      'wasm',
    ])
    .option('--python <path>', 'the interpreter for the peer', process.env['TANDEM_PYTHON'] ?? 'python3')
    .action(async (options: CommandOptions) => run(options));
}

async function run({ python, rounds, backends, training, ...options }: CommandOptions): Promise<void> {
  const dataset = await readCoco(options);
  const files = dataset.images.map(({ fileName }) => path.join(options.images, fileName));
  const json = JSON.stringify({ ...options, files } satisfies DataOptions);
  const here = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
  const own = (worker: string, kind: string): [string, string[]] => [
    process.execPath,
    [...process.execArgv, here(worker), kind, json],
  ];
  const loaders: Record<string, [string, string[]]> = {
    'Tandem, threads': own('./loading-worker.ts', 'threads'),
    'Tandem, threads and cache': own('./loading-worker.ts', 'cached'),
    'Tandem, no threads': own('./loading-worker.ts', 'local'),
    [PEER]: [python, [here('../../peers/data.py'), json]],
  };
  const trainings = Object.fromEntries(backends.map((name) => [name, own('./training-worker.ts', name)]));
  console.log(
    `${files.length} images to ${options.width}x${options.height}, batches of ${options.batch}, ` +
      `${options.workers} workers; contenders take turns, ${rounds} rounds`,
  );
  console.log(dataTable(takeTurns<DataTimes>(loaders, rounds)));
  if (training) console.log(`\n${waitTable(takeTurns<WaitTimes>(trainings, rounds))}`);
}

/** What each contender's process prints, round by round; one that fails is left out, and said so. */
function takeTurns<Times>(
  contenders: Readonly<Record<string, readonly [command: string, args: readonly string[]]>>,
  rounds: number,
): Map<string, Times[]> {
  const results = new Map<string, Times[]>();
  for (let round = 0; round < rounds; round++) {
    for (const [name, [command, args]] of Object.entries(contenders)) {
      process.stderr.write(`round ${round + 1}/${rounds}: ${name}\n`);
      const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
      if (status !== 0) {
        const complaint = error?.message ?? `exit code ${status}: ${stderr.trim().split('\n').at(-1)}`;
        if (round === 0) console.log(`${name}: left out (${complaint})`);
        continue;
      }
      const times = JSON.parse(stdout.trim().split('\n').at(-1)!) as Times;
      results.set(name, [...(results.get(name) ?? []), times]);
    }
  }
  return results;
}

/**
 * Images a second and milliseconds of CPU an image of each contender, and medians over the rounds of the ratios to the
 * peer's: speed beside speed, and the peer's CPU time beside the contender's, so that more than 1 is better. Last, the
 * most memory of all rounds.
 */
export function dataTable(results: ReadonlyMap<string, readonly DataTimes[]>): string {
  const peer = results.get(PEER);
  const ratio = (of: (round: number) => number, rounds: number) =>
    `${median(Array.from({ length: rounds }, (_, round) => of(round))).toFixed(2)}x`;
  const lines = [...results].map(([name, times]) => {
    const speed = median(times.map(({ imagesPerSecond }) => imagesPerSecond)).toFixed(1);
    const cpu = median(times.map(({ cpuMillisecondsPerImage }) => cpuMillisecondsPerImage)).toFixed(2);
    const peak = Math.max(...times.map(({ peakMemory = 0 }) => peakMemory));
    const beside = peer && [
      ratio((round) => times[round]!.imagesPerSecond / peer[round]!.imagesPerSecond, times.length),
      ratio(
        (round) => peer[round]!.cpuMillisecondsPerImage / times[round]!.cpuMillisecondsPerImage,
        times.length,
      ),
    ];
    return (
      `${name.padEnd(34)}${speed.padStart(9)} images/s${beside ? `  ${beside[0]}` : ''}` +
      `${cpu.padStart(9)} ms CPU/image${beside ? `  ${beside[1]}` : ''}` +
      (peak > 0 ? `${(peak / 2 ** 20).toFixed(0).padStart(7)} MiB` : '')
    );
  });
  return lines.join('\n');
}
