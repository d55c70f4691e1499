import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runStudy } from '@tandem-det/ablation';
import { coordinate, workOnQueue } from '@tandem-det/ablation/queue';
import { type BackendName, startBackend } from '@tandem-det/kernels/backends';
import { Command } from 'commander';
import { median } from '../median.ts';
import { wholeNumber } from '../whole-number.ts';
import { shortStudy } from './short-study.ts';

interface CommandOptions {
  readonly url: string;
  readonly runs: number;
  readonly rounds: number;
  readonly backend: string;
}

/** Of a study, in milliseconds per run. */
export interface StudyTime {
  readonly wall: number;
  /** Of this process: what the machine's other work slows less. */
  readonly cpu: number;
}

/** `pnpm bench queue`: what a run costs more over a queue than in this process. */
export function queueBench(): Command {
  return new Command('queue')
    .description('the same short runs over a queue on Redis and without one')
    .option('--url <url>', 'of the Redis', 'redis://127.0.0.1:6379')
    .option('--runs <n>', 'of the study', wholeNumber, 20)
    .option('--rounds <n>', 'turns of each', wholeNumber, 3)
    .option('--backend <name>', 'that the runs are done on', 'wasm')
    .action((options: CommandOptions) => run(options));
}

async function run({ url, runs, rounds, backend: name }: CommandOptions): Promise<void> {
  const backend = await startBackend({ name: name as BackendName, threads: 1, report: () => {} });
  const alone: StudyTime[] = [];
  const queued: StudyTime[] = [];
  const first = shortStudy('warm-up', 2);
  await timed(2, (folder) => runStudy(first, { folder }));
  for (let round = 0; round < rounds; round++) {
    const study = shortStudy(`bench ${process.pid} ${round}`, runs);
    alone.push(await timed(runs, (folder) => runStudy(study, { folder })));
    queued.push(
      await timed(runs, async (folder) => {
        const stopping = new AbortController();
        const working = workOnQueue(study, { folder: join(folder, 'worker'), url, signal: stopping.signal });
        const records = await coordinate(study, { folder, url });
        stopping.abort();
        await working;
        return records;
      }),
    );
  }
  await backend.stop();
  console.log(`${runs} runs, ${rounds} rounds, ${backend.description}`);
  console.log(overheadText(alone, queued));
}

/** Medians over the rounds, of each and of what the queue adds. */
export function overheadText(alone: readonly StudyTime[], queued: readonly StudyTime[]): string {
  const line = (name: string, times: readonly StudyTime[]) => {
    const middle = (key: keyof StudyTime) => median(times.map((time) => time[key]));
    return `${name.padEnd(16)}${middle('wall').toFixed(1).padStart(8)} ms a run, ${middle('cpu').toFixed(1)} of them CPU`;
  };
  const added = queued.map(({ wall, cpu }, round) => ({
    wall: wall - alone[round]!.wall,
    cpu: cpu - alone[round]!.cpu,
  }));
  return [line('in this process', alone), line('over the queue', queued), line('more', added)].join('\n');
}

async function timed(
  runs: number,
  study: (folder: string) => Promise<readonly unknown[]>,
): Promise<StudyTime> {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-queue-'));
  try {
    const cpuBefore = process.cpuUsage();
    const start = performance.now();
    const records = await study(folder);
    const wall = performance.now() - start;
    const { user, system } = process.cpuUsage(cpuBefore);
    if (records.length !== runs) throw new Error(`${records.length} of ${runs} runs finished`);
    return { wall: wall / runs, cpu: (user + system) / 1000 / runs };
  } finally {
    await rm(folder, { recursive: true });
  }
}
