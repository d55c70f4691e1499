import { ExpectationError, expectThat } from '@tandem-det/base';
import { getBackend, setBackend } from '@tensorflow/tfjs-core';
import type { BackendName } from '../backend-name.ts';
import type { StandardKernels } from '../standard/choose-standard-kernels.ts';
import { keepDetails } from './backend-details.ts';
import type { BackendStarter, RunningBackend, StarterOptions } from './starter.ts';

interface Entry {
  readonly starter: () => Promise<BackendStarter>;
  /** Registers our kernels for the backend, by being imported. */
  readonly kernels: () => Promise<unknown>;
}

/** Best first. */
const entries: Record<BackendName, Entry> = {
  tensorflow: {
    starter: async () => (await import('./tensorflow.ts')).startTensorflow,
    kernels: () => import('../registry/tensorflow.ts'),
  },
  webgpu: {
    starter: async () => (await import('./webgpu.ts')).startWebgpu,
    kernels: () => import('../registry/webgpu.ts'),
  },
  wasm: {
    starter: async () => (await import('./wasm.ts')).startWasm,
    kernels: () => import('../registry/wasm.ts'),
  },
  cpu: {
    starter: async () => (await import('./cpu.ts')).startCpu,
    kernels: () => import('../registry/cpu.ts'),
  },
};

export interface StartBackendOptions {
  /** `auto` takes the first of `backends()` that starts. */
  readonly name?: BackendName | 'auto';
  /** Threads to compute with, where the backend has a say in it; by default as many as there are cores. */
  readonly threads?: number;
  /**
   * `fixed`, the default: the standard kernels and gradients that tfjs lacks or computes wrongly are this
   * package's. `stock`: all are tfjs's own, also those of gradients, which the backends share.
   */
  readonly standardKernels?: StandardKernels;
  /** Takes each line about what was started or skipped; by default the console's standard error. */
  readonly report?: (line: string) => void;
}

/** A better backend that `auto` could not start. */
export interface SkippedBackend {
  readonly name: BackendName;
  readonly reason: string;
  /** What to do to get it, or nothing. */
  readonly remedy: string;
}

export interface StartedBackend extends RunningBackend {
  readonly name: BackendName;
  readonly skipped: readonly SkippedBackend[];
}

/** The backends that `startBackend` can try, best first. */
export function backends(): BackendName[] {
  return Object.keys(entries) as BackendName[];
}

/**
 * Starts a backend, registers this package's kernels for it and makes it the current one.
 *
 * With a name, that backend or an ExpectationError: nothing else is ever taken in its place. With `auto`,
 * the best that starts; `skipped` and the reported lines say why the better ones were not taken.
 *
 * Difference from tfjs: its `setBackend` resolves to false and goes on with another backend when the one
 * asked for cannot start.
 */
export async function startBackend(given: StartBackendOptions = {}): Promise<StartedBackend> {
  expectThat(
    typeof given === 'object',
    'startBackend',
    "options, such as { name: 'wasm' }",
    JSON.stringify(given),
  );
  const {
    name = 'auto',
    threads,
    standardKernels = 'fixed',
    report = (line: string) => console.warn(line),
  } = given;
  const names = backends();
  expectThat(
    name === 'auto' || names.includes(name),
    'startBackend',
    `a name out of auto, ${names.join(', ')}`,
    `"${name}"`,
  );
  expectThat(
    threads === undefined || (Number.isInteger(threads) && threads >= 1),
    'startBackend',
    'threads as a whole number ≥ 1',
    String(threads),
  );
  expectThat(
    standardKernels === 'fixed' || standardKernels === 'stock',
    'startBackend',
    'standardKernels out of fixed, stock',
    `"${standardKernels}"`,
  );
  const allowSoftware = name !== 'auto';
  const options: StarterOptions = { report, allowSoftware, ...(threads !== undefined && { threads }) };
  const skipped: SkippedBackend[] = [];
  for (const candidate of name === 'auto' ? names : [name]) {
    try {
      const running = await start(candidate, options, standardKernels);
      keepDetails(candidate, running);
      report(`Backend: ${running.description}`);
      return { name: candidate, ...running, skipped };
    } catch (thrown) {
      const error = asExpectation(candidate, thrown);
      if (name !== 'auto' || candidate === names.at(-1)) throw error;
      skipped.push({ name: candidate, reason: error.got, remedy: error.remedy });
      report(`Backend ${candidate} is not used: ${error.got}. ${error.remedy}`.trimEnd());
    }
  }
  throw new ExpectationError('startBackend', 'a backend to start', 'none');
}

async function start(
  name: BackendName,
  options: StarterOptions,
  standardKernels: StandardKernels,
): Promise<RunningBackend> {
  const entry = entries[name];
  const running = await (await entry.starter())(options);
  await entry.kernels();
  const { chooseStandardKernels } = await import('../standard/choose-standard-kernels.ts');
  chooseStandardKernels(name, standardKernels);
  const isSet = await setBackend(name);
  if (isSet && getBackend() === name) return running;
  await running.stop();
  throw new ExpectationError(
    'startBackend',
    `the ${name} backend to start`,
    'a failed initialisation in tfjs',
    'The console has its message.',
  );
}

function asExpectation(name: BackendName, thrown: unknown): ExpectationError {
  if (thrown instanceof ExpectationError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const missing = /Cannot find (?:package|module) '(@[^'/]+\/[^'/]+)'/.exec(message)?.[1];
  return new ExpectationError(
    'startBackend',
    `the ${name} backend to start`,
    missing ? `no package ${missing}` : `the error "${message}"`,
    missing ? `Install it: npm install ${missing}.` : '',
  );
}
