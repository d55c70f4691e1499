import { type BackendName, startBackend } from '@tandem-det/kernels/backends';
import * as tf from '@tensorflow/tfjs-core';
import { keyOf } from './case.ts';
import { kernelCases } from './cases/index.ts';
import type { CaseTimes, KernelTimes, WorkerOptions } from './contender.ts';
import { measurePeak } from './peak.ts';
import { readProblem } from './problem.ts';
import { timesOf } from './timing.ts';

const [name, folder, json] = process.argv.slice(2) as [BackendName, string, string];
const { keys, runs, threads } = JSON.parse(json) as WorkerOptions;
const backend = await startBackend({ name, threads });
const problem = readProblem(folder);
const peak = await measurePeak();
const cases: Record<string, CaseTimes> = {};
for (const one of kernelCases.filter((each) => keys.includes(keyOf(each)))) {
  tf.engine().startScope();
  try {
    const { tandem, plain, result } = one.prepare(problem);
    cases[keyOf(one)] = {
      times: await timesOf(tandem, runs),
      ...(plain && { plain: await timesOf(plain, runs) }),
      ...(result && { result: result() }),
    };
  } catch (error) {
    cases[keyOf(one)] = { missing: (error as Error).message.split('\n')[0]! };
  }
  tf.engine().endScope();
}
const times: KernelTimes = { version: backend.description, peak, cases };
console.log(JSON.stringify(times));
await backend.stop();
