import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PYCOCOTOOLS_CASES, type RandomCocoOptions, randomCoco } from '@tandem-det/evaluation/testing';
import { Command } from 'commander';
import { median } from '../median.ts';
import { type EvaluationTimes, runPycocotools, runTandem } from './contender.ts';

interface CommandOptions {
  readonly images: number;
  readonly classes: number;
  readonly detections: number;
  readonly rounds: number;
  readonly python: string;
  readonly record?: true;
}

/** `pnpm bench evaluation`: COCO AP of a made-up dataset beside pycocotools, in time and memory. */
export function evaluationBench(): Command {
  return new Command('evaluation')
    .description('COCO AP beside pycocotools, from the files to the numbers')
    .option('--images <n>', 'images', Number, 5000)
    .option('--classes <n>', 'classes', Number, 80)
    .option('--detections <n>', 'detections of each image', Number, 100)
    .option('--rounds <n>', 'turns of each contender', Number, 2)
    .option('--python <path>', 'the interpreter for the peer', process.env['TANDEM_PYTHON'] ?? 'python3')
    .option('--record', 'write what the tests of @tandem-det/evaluation expect, instead')
    .action(async (options: CommandOptions) => {
      const folder = await mkdtemp(path.join(tmpdir(), 'tandem-evaluation-'));
      try {
        await (options.record ? record(folder, options.python) : compare(folder, options));
      } finally {
        await rm(folder, { recursive: true });
      }
    });
}

async function compare(folder: string, options: CommandOptions): Promise<void> {
  const { images, classes, detections, rounds, python } = options;
  await write(folder, { seed: 0, images, classes, detections, objects: 7 });
  console.log(`${images} images, ${classes} classes, ${detections} detections each; ${rounds} rounds`);
  const ours: EvaluationTimes[] = [];
  const theirs: EvaluationTimes[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(runTandem(folder));
    theirs.push(runPycocotools(python, [folder]));
  }
  const furthest = Math.max(
    ...ours[0]!.results[0]!.numbers.map((value, index) =>
      Math.abs(value - theirs[0]!.results[0]!.numbers[index]!),
    ),
  );
  console.log(formatEvaluation(ours, theirs));
  console.log(
    `greatest difference of ${ours[0]!.results[0]!.numbers.length} numbers: ${furthest.toExponential(1)}`,
  );
  if (!(furthest < 1e-12)) process.exitCode = 1;
}

/** A row per contender: medians of the seconds, and the ratios to pycocotools, each of one round. */
export function formatEvaluation(
  ours: readonly EvaluationTimes[],
  theirs: readonly EvaluationTimes[],
): string {
  const measures = {
    load: ({ results: [only] }: EvaluationTimes) => only!.load,
    evaluate: ({ results: [only] }: EvaluationTimes) => only!.evaluate,
    'both, s': ({ results: [only] }: EvaluationTimes) => only!.load + only!.evaluate,
  };
  const row = (rounds: readonly EvaluationTimes[]) => [
    rounds[0]!.version,
    ...Object.values(measures).flatMap((measure) => [
      median(rounds.map(measure)).toFixed(2),
      `${median(rounds.map((round, index) => measure(theirs[index]!) / measure(round))).toFixed(1)}×`,
    ]),
    `${(Math.max(...rounds.map(({ peak }) => peak)) / 2 ** 20).toFixed(0)} MiB`,
  ];
  const header = ['contender', 'load, s', '', 'evaluate, s', '', 'both, s', '', 'peak memory'];
  return [header, header.map(() => '---'), row(ours), row(theirs)]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

async function record(folder: string, python: string): Promise<void> {
  const folders = PYCOCOTOOLS_CASES.map((_, index) => path.join(folder, String(index)));
  for (const [index, options] of PYCOCOTOOLS_CASES.entries()) await write(folders[index]!, options);
  const { version, results } = runPycocotools(python, folders);
  const file = fileURLToPath(
    new URL('../../../evaluation/src/testing/pycocotools-expected.json', import.meta.url),
  );
  const cases = results.map(({ numbers }) => numbers);
  await writeFile(file, `${JSON.stringify({ version: version.split(' ')[1], cases })}\n`);
  console.log(`Written: ${file}`);
}

async function write(folder: string, options: RandomCocoOptions): Promise<void> {
  const { groundTruth, detections } = randomCoco(options);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'ground-truth.json'), JSON.stringify(groundTruth));
  await writeFile(path.join(folder, 'detections.json'), JSON.stringify(detections));
}
