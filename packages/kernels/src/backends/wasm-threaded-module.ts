import type * as Fs from 'node:fs';
import type * as Module from 'node:module';
import type * as Os from 'node:os';
import type * as Path from 'node:path';
import { BackendWasm, setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import type { TfjsModule } from '../wasm/engine.ts';
import { nodeModule } from '../wasm/node-module.ts';

type Cwrap = (name: string, result: string | null, parameters: readonly string[]) => unknown;

interface ThreadedModule extends TfjsModule {
  readonly cwrap: Cwrap;
  readonly PThread: { readonly runningWorkers: readonly { unref(): void }[] };
  tfjs?: object;
}

type Factory = (options: {
  readonly locateFile: (name: string) => string;
  readonly mainScriptUrlOrBlob: string;
}) => Promise<ThreadedModule>;

const build = 'tfjs-backend-wasm-threaded-simd';

/**
 * Loads tfjs-backend-wasm's threaded build in Node, where tfjs itself only ever loads the single-threaded
 * one. Emscripten's helper threads want a file as their program, which the package holds as text: it is
 * written to a temporary folder for as long as they load.
 */
export async function loadThreadedModule(): Promise<TfjsModule> {
  const fs = nodeModule<typeof Fs>('node:fs')!;
  const path = nodeModule<typeof Path>('node:path')!;
  const os = nodeModule<typeof Os>('node:os')!;
  const require = nodeModule<typeof Module>('node:module')!.createRequire(import.meta.url);
  const manifest = require.resolve('@tensorflow/tfjs-backend-wasm/package.json');
  const folder = path.join(path.dirname(manifest), 'wasm-out');
  const main = path.join(folder, `${build}.js`);
  const { wasmWorkerContents } = require(path.join(folder, `${build}.worker.js`)) as {
    wasmWorkerContents: string;
  };
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'tandem-'));
  const worker = path.join(temporary, 'worker.cjs');
  const removeListeners = listenersAddedSince();
  try {
    // The text was written for a Blob, which keeps "\n" as two characters.
    fs.writeFileSync(worker, wasmWorkerContents.replaceAll('\n', '\\n'));
    const module = await withManyCores(os, () =>
      (require(main) as Factory)({
        locateFile: (name) => (name.endsWith('.worker.js') ? worker : path.join(folder, name)),
        mainScriptUrlOrBlob: main,
      }),
    );
    module.tfjs = tfjsFunctions(module.cwrap);
    return module;
  } finally {
    removeListeners();
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

/** Makes a tfjs backend of the module, which computes its own kernels with this many threads. */
export function createThreadedBackend(module: TfjsModule, threads: number): BackendWasm {
  setThreadsCount(threads);
  const backend = new BackendWasm(module as unknown as ConstructorParameters<typeof BackendWasm>[0]);
  // Else they would keep the process alive for ever.
  for (const worker of (module as ThreadedModule).PThread.runningWorkers) worker.unref();
  return backend;
}

/**
 * Runs `load` while the system seems to have 16 cores: the native code asks once, and then takes no more
 * threads than half of them, even where each is a core of its own.
 */
async function withManyCores<T>(os: typeof Os, load: () => Promise<T>): Promise<T> {
  const { cpus } = os;
  os.cpus = () => new Array(16).fill(cpus()[0]);
  try {
    return await load();
  } finally {
    os.cpus = cpus;
  }
}

/** The functions that tfjs looks for in a module that it has loaded. */
function tfjsFunctions(cwrap: Cwrap): object {
  return {
    init: cwrap('init', null, []),
    initWithThreadsCount: cwrap('init_with_threads_count', null, ['number']),
    getThreadsCount: cwrap('get_threads_count', 'number', []),
    registerTensor: cwrap('register_tensor', null, ['number', 'number', 'number']),
    disposeData: cwrap('dispose_data', null, ['number']),
    dispose: cwrap('dispose', null, []),
  };
}

/** Emscripten listens for the whole process's uncaught errors, and throws them anew: take that back. */
function listenersAddedSince(): () => void {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => process.rawListeners(event));
  return () => {
    events.forEach((event, index) => {
      for (const listener of process.rawListeners(event)) {
        if (!before[index]!.includes(listener)) process.off(event, listener as () => void);
      }
    });
  };
}
