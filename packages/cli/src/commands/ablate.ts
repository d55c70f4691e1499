import {
  type PlannedRun,
  parseShard,
  planRuns,
  runInProcesses,
  runPath,
  runStudy,
  runsOfShard,
  type Study,
} from '@tandem-det/ablation';
import { ExpectationError } from '@tandem-det/base';
import { loadStudy } from '@tandem-det/recipes';
import { openRunFolder } from '@tandem-det/training';
import { runOverQueue } from '../ablate/queue.ts';
import { lastLine, outputPath, startProcess } from '../ablate/start-process.ts';
import { studyDisplay } from '../ablate/study-display.ts';
import { watchStudy } from '../ablate/watch.ts';
import { writeResults } from '../ablate/write-results.ts';
import { type BackendOptions, startChosenBackend } from '../backend.ts';
import { writeStudyPage } from '../report/write-study-page.ts';
import type { Output } from '../terminal/output.ts';

export interface AblateCommandOptions extends BackendOptions {
  /** A study: YAML, JSON, or a module that exports one. */
  readonly config: string;
  readonly set?: readonly string[];
  readonly out: string;
  /** `i/n`: only that part of the runs. */
  readonly shard?: string;
  /** Runs at a time, each in a process of its own. */
  readonly processes?: number;
  /** GPUs that the processes share out, by number. */
  readonly devices?: readonly string[];
  /** Only the run with this id. */
  readonly run?: string;
  /** URL of a Redis whose workers do the runs. */
  readonly queue?: string;
  /** Do runs of the queue instead of filling it. */
  readonly worker?: boolean;
  /** Seconds of an empty queue after which a worker ends. */
  readonly idle?: number;
  /** Seconds of a worker's silence after which another takes its run over. */
  readonly takeOver?: number;
  /** Say what would be run, and run nothing. */
  readonly list?: boolean;
  /** Show how far the study is, and run nothing. */
  readonly watch?: boolean;
  readonly signal?: AbortSignal;
  /** The script of the `tandem` command, which `processes` starts. */
  readonly entry?: string;
}

/** `tandem ablate`: does the runs of a study, here or wherever, and makes its table. */
export async function ablateCommand(options: AblateCommandOptions, output: Output): Promise<void> {
  if (options.worker && options.queue === undefined) {
    throw new ExpectationError(
      '--worker',
      'the queue to work on',
      'no --queue',
      'Give --queue redis://host:port.',
    );
  }
  const study = await loadStudy(options.config, options.set ?? [], (line) => output.line(line));
  const planned = await planRuns(study);
  const { out, signal } = options;
  if (options.list) return listRuns(study, planned, output);
  await openRunFolder(out);
  if (options.watch) return watchStudy(study, out, output, signal);
  if (options.queue !== undefined) {
    await runOverQueue(study, { ...options, queue: options.queue }, output);
    if (options.worker) return;
    await writeResults(study, out, output);
    return writePageOfOthers(study, options, output);
  }
  const runs = chosenRuns(planned, options);
  const { processes = 1 } = options;
  if (processes > 1) {
    await inProcesses(study, runs, processes, options, output);
    await writePageOfOthers(study, options, output);
  } else {
    await inThisProcess(study, runs, options, output);
  }
  if (options.run === undefined) await writeResults(study, out, output);
  if (signal?.aborted) output.line('Stopped. The same command goes on with the rest.');
}

function chosenRuns(planned: readonly PlannedRun[], { run, shard }: AblateCommandOptions): PlannedRun[] {
  const part = shard === undefined ? [...planned] : runsOfShard(planned, parseShard(shard));
  if (run === undefined) return part;
  const chosen = part.filter(({ id }) => id === run);
  if (chosen.length === 0) {
    throw new ExpectationError('--run', 'the id of a run of the study', run, 'See them with --list.');
  }
  return chosen;
}

async function inThisProcess(
  study: Study,
  runs: readonly PlannedRun[],
  options: AblateCommandOptions,
  output: Output,
): Promise<void> {
  const backend = await startChosenBackend(options, output);
  const display = studyDisplay(output);
  const { out, signal } = options;
  try {
    await runStudy(study, { folder: out, runs, onEvent: display.event, ...(signal && { signal }) });
    display.stop();
    if (options.run !== undefined || signal?.aborted) return;
    await writePage(study, out, output);
  } finally {
    display.stop();
    await backend.stop();
  }
}

/** The page on the runs in the folder. Needs a started backend. */
async function writePage(study: Study, folder: string, output: Output): Promise<void> {
  const page = await writeStudyPage(study, folder, (line) => output.line(line));
  if (page !== undefined) output.line(`Page: ${page}`);
}

/** The page on runs that were not done in this process. */
async function writePageOfOthers(study: Study, options: AblateCommandOptions, output: Output): Promise<void> {
  const { out, run, signal } = options;
  if (run !== undefined || signal?.aborted) return;
  const backend = await startChosenBackend(options, output);
  try {
    await writePage(study, out, output);
  } finally {
    await backend.stop();
  }
}

async function inProcesses(
  study: Study,
  runs: readonly PlannedRun[],
  processes: number,
  options: AblateCommandOptions,
  output: Output,
): Promise<void> {
  const { config, out, set = [], backend = 'auto', threads, devices = [], signal, entry } = options;
  if (entry === undefined) {
    throw new ExpectationError('--processes', 'the tandem command', 'a call from code', 'Pass `entry`.');
  }
  let finished = 0;
  const started = { entry, config, set, out, backend, threads, processes, devices };
  await runInProcesses(study, {
    folder: out,
    processes,
    runs,
    start: (run, slot) => startProcess(run, slot, started),
    ...(signal && { signal }),
    onEvent(event) {
      const title = `${event.run.name}, seed ${event.run.seed}`;
      if (event.kind === 'begin') output.line(`${title}: begun`);
      if (event.kind === 'died') {
        const said = lastLine(outputPath(runPath(out, event.run)));
        output.line(`${title}: its process ended by ${event.how}${said && `: ${said}`}`);
      }
      if (event.kind === 'end')
        output.line(
          `${title}: ${event.kept ? 'finished before' : 'finished'} (${++finished} of ${runs.length})`,
        );
    },
  });
}

function listRuns(study: Study, planned: readonly PlannedRun[], output: Output): void {
  output.line(`${study.name}: ${planned.length} runs`);
  for (const { id, name, seed } of planned) output.line(`${id}  ${name}, seed ${seed}`);
}
