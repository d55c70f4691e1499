import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { keyOf } from './case.ts';
import { kernelCases } from './cases/index.ts';
import { type KernelTimes, type Outcome, runBackend, runPeer } from './contender.ts';
import { sizesOf, writeProblem } from './problem.ts';
import { formatBackend, formatDisagreements, formatPeaks, PEER, VISION } from './table.ts';

interface CommandOptions {
  readonly ops: readonly string[];
  readonly backends: readonly string[];
  readonly rounds: number;
  readonly runs: number;
  readonly shrink?: number;
  readonly python: string;
  readonly torchvision?: string;
}

const ops = [...new Set(kernelCases(1).map(({ op }) => op))];
/** So that a driver of webgpu on two cores is done in minutes. */
const SOFTWARE = 8;
const names = (text: string) => text.split(',');

/** `pnpm bench kernels`: every op of a backend beside its peak, the same in plain tfjs ops, and PyTorch. */
export function kernelsBench(): Command {
  return new Command('kernels')
    .description('each op, beside plain tfjs ops and PyTorch')
    .option('--ops <names>', `with commas, of ${ops.join(', ')}`, knownOps, ops)
    .option('--backends <names>', 'backends, with commas', names, ['tensorflow', 'wasm'])
    .option(
      '--shrink <n>',
      `divides the rows of all cases (default: ${SOFTWARE} with webgpu, else 1)`,
      Number,
    )
    .option('--rounds <n>', 'turns of each contender', Number, 3)
    .option('--runs <n>', 'most timed runs of a case in each turn', Number, 5)
    .option('--python <path>', 'the interpreter of the peer', process.env['TANDEM_PYTHON'] ?? 'python3')
    .option('--torchvision <path>', 'an interpreter that has torchvision, where that of --python has not')
    .action((options: CommandOptions) => run(options));
}

function knownOps(text: string): readonly string[] {
  const unknown = names(text).find((name) => !ops.includes(name));
  if (unknown !== undefined) throw new InvalidArgumentError(`No "${unknown}" among ${ops.join(', ')}.`);
  return names(text);
}

function run({ backends, rounds, runs, ...options }: CommandOptions): void {
  const threads = Math.min(8, availableParallelism());
  const { shrink = backends.includes('webgpu') ? SOFTWARE : 1 } = options;
  const cases = kernelCases(shrink).filter(({ op }) => options.ops.includes(op));
  const folder = mkdtempSync(join(tmpdir(), 'tandem-kernels-'));
  const sizes = { threads, runs, shrink };
  const contenders: [string, () => Outcome][] = backends.map((name) => [
    name,
    () => runBackend(name, folder, { ...sizes, keys: cases.map(keyOf) }),
  ]);
  const withPeer = cases.filter(({ peer }) => peer);
  contenders.push([PEER, () => runPeer(options.python, folder, withPeer, sizes)]);
  const { torchvision } = options;
  if (torchvision !== undefined) {
    const seen = withPeer.filter(({ peer }) => peer!.name === 'nms' || peer!.name === 'deformable');
    contenders.push([VISION, () => runPeer(torchvision, folder, seen, sizes)]);
  }
  const results = new Map<string, KernelTimes[]>();
  try {
    writeProblem(folder, sizesOf(shrink));
    for (let round = 0; round < rounds; round++) {
      for (const [name, measure] of contenders) {
        process.stderr.write(`round ${round + 1}/${rounds}: ${name}\n`);
        const outcome = measure();
        if (!('missing' in outcome)) results.set(name, [...(results.get(name) ?? []), outcome]);
        else if (round === 0) console.log(`${name}: left out (${outcome.missing})`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const rows = shrink === 1 ? '' : `, rows divided by ${shrink}`;
  console.log(`${threads} threads, ${rounds} rounds${rows}\n\n${formatPeaks(results)}`);
  for (const name of backends.filter((each) => results.has(each))) {
    console.log(`\n### ${name}\n\n${formatBackend(cases, name, results)}`);
  }
  console.log(`\n${formatDisagreements(cases, results)}`);
}
