import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { median } from '../model/table.ts';
import { type KernelTimes, runContender } from './contender.ts';
import { writeProblem } from './problem.ts';

interface CommandOptions {
  readonly backends: string;
  readonly rounds: number;
  readonly runs: number;
  readonly images: number;
  readonly objects: number;
  readonly classes: number;
  readonly boxes: number;
  readonly python: string;
}

/** `pnpm bench kernels`: task-aligned assignment and NMS beside PyTorch. */
export function kernelsBench(): Command {
  return new Command('kernels')
    .description('task-aligned assignment and NMS, beside PyTorch')
    .option('--backends <names>', 'backends, with commas', 'wasm,tensorflow')
    .option('--rounds <n>', 'turns of each contender', Number, 3)
    .option('--runs <n>', 'timed runs in each turn, after two that are not', Number, 5)
    .option('--images <n>', 'images of the assignment', Number, 8)
    .option('--objects <n>', 'objects of each image', Number, 60)
    .option('--classes <n>', 'classes', Number, 80)
    .option('--boxes <n>', 'boxes of the NMS', Number, 20_000)
    .option('--python <path>', 'the interpreter for the peer', process.env['TANDEM_PYTHON'] ?? 'python3')
    .action((options: CommandOptions) => run(options));
}

function run({ backends, rounds, python, ...sizes }: CommandOptions): void {
  const options = { ...sizes, threads: Math.min(8, availableParallelism()) };
  const folder = mkdtempSync(join(tmpdir(), 'tandem-kernels-'));
  const results = new Map<string, KernelTimes[]>();
  try {
    writeProblem(folder, options);
    for (let round = 0; round < rounds; round++) {
      for (const name of [...backends.split(','), 'pytorch']) {
        const result = runContender(name, folder, options, python);
        if ('missing' in result) {
          if (round === 0) console.log(`${name}: left out (${result.missing})`);
        } else results.set(name, [...(results.get(name) ?? []), result]);
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  console.log(
    `assignment: ${options.images} images, 8400 priors, ${options.objects} objects, ${options.classes} classes; ` +
      `NMS: ${options.boxes} boxes; ${options.threads} threads, ${rounds} rounds`,
  );
  console.log(formatKernelTimes(results));
}

/** A row per contender: medians in milliseconds, and how many times as fast as PyTorch in the same round. */
export function formatKernelTimes(results: ReadonlyMap<string, readonly KernelTimes[]>): string {
  const peer = results.get('pytorch');
  const cells = (rounds: readonly KernelTimes[], measure: 'assignment' | 'nms'): string[] => {
    const ratios = peer?.map(
      (other, round) => median(other[measure].times) / median(rounds[round]![measure].times),
    );
    return [
      median(rounds.flatMap((round) => round[measure].times)).toFixed(1),
      ratios ? median(ratios).toFixed(1) : '-',
      String(rounds[0]![measure].result),
    ];
  };
  const header = ['contender', 'assignment ms', '× PyTorch', 'positives', 'NMS ms', '× PyTorch', 'kept'];
  const rows = [...results.values()].map((rounds) => [
    rounds[0]!.version,
    ...cells(rounds, 'assignment'),
    ...cells(rounds, 'nms'),
  ]);
  return [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
