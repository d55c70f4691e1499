import { type BackendName, startBackend } from '@tandem-det/kernels/backends';
import { countDispatches } from '@tandem-det/kernels/testing/dispatches';
import * as tf from '@tensorflow/tfjs-core';
import { keyOf } from './case.ts';
import { kernelCases } from './cases/index.ts';
import type { CaseTimes, KernelTimes, WorkerOptions } from './contender.ts';
import { measurePeak } from './peak.ts';
import { readProblem } from './problem.ts';
import { timesOf } from './timing.ts';

const [name, folder, json] = process.argv.slice(2) as [BackendName, string, string];
const { keys, runs, threads, shrink } = JSON.parse(json) as WorkerOptions;
const backend = await startBackend({ name, threads });
const problem = readProblem(folder);
const peak = await measurePeak();
const cases: Record<string, CaseTimes> = {};
for (const one of kernelCases(shrink).filter((each) => keys.includes(keyOf(each)))) {
  tf.engine().startScope();
  try {
    const { tandem, plain, result } = one.prepare(problem);
    const works = plain ? [tandem, plain] : [tandem];
    const [times, plainTimes] = await timesOf(works, runs);
    cases[keyOf(one)] = {
      times: times!,
      ...(plainTimes && { plain: plainTimes }),
      ...(name === 'webgpu' && { dispatches: works.map(countDispatches) }),
      ...(result && { result: await result() }),
    };
  } catch (error) {
    cases[keyOf(one)] = { missing: (error as Error).message.split('\n')[0]! };
  }
  tf.engine().endScope();
}
const times: KernelTimes = { version: backend.description, peak, cases };
console.log(JSON.stringify(times));
await backend.stop();
