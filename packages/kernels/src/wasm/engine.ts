import { ExpectationError } from '@tandem-det/base';
import { compileKernels, hasRelaxedSimd, instantiateKernels } from './compile.ts';
import {
  CHUNKS,
  CONTROL_WORDS,
  DONE,
  FAILED,
  ITEMS,
  KERNEL,
  PARAMETERS,
  REMAINING,
  SCRATCH,
  SCRATCH_BYTES,
  SEQUENCE,
  STOPPED,
} from './control.ts';
import { type SimdKernelName, simdKernelNames } from './simd-kernels.ts';
import { startThreads } from './threads.ts';
import type { WasmMemory } from './web-assembly.ts';

/** The tfjs backend's emscripten module, as far as it is used here. */
export interface TfjsModule {
  readonly _malloc: (bytes: number) => number;
  readonly _free: (address: number) => void;
  /** With threads. */
  readonly wasmMemory?: WasmMemory;
  /** Without. */
  readonly asm?: { readonly memory?: WasmMemory };
}

export interface Task {
  /** Whole numbers and addresses, in the kernel's order. */
  readonly parameters: readonly number[];
  /** Numbers that follow them. */
  readonly numbers?: readonly number[];
  readonly items: number;
  /** About how many simple operations this takes in all: tells whether it is worth waking other threads. */
  readonly work: number;
  /** Bytes of scratch memory that each thread needs. */
  readonly scratch?: number;
  /** Parts that each thread gets on average: more even out what holds a thread up, and repeat preparations. */
  readonly chunksPerThread?: number;
}

/** Runs the SIMD kernels in the memory of the tfjs backend. */
export interface Engine {
  readonly threads: number;
  run(kernel: SimdKernelName, task: Task): void;
  /** An address; the memory's views may be stale after this. */
  allocate(bytes: number): number;
  free(address: number): void;
  /** Values at an address, until the next allocation. */
  floats(address: number, length: number): Float32Array;
  integers(address: number, length: number): Int32Array;
  /** Shares the work with this many more threads from now on. */
  addThreads(count: number): Promise<void>;
  /** Ends those threads; the engine goes on with one. */
  removeThreads(): Promise<void>;
}

/** Close to 4 GiB, the allocator's sums overflow and it returns memory that it does not have. */
const MOST_BYTES = 2 ** 32 - 2 ** 20;
/** Work below which a second thread would take longer to wake than to help. */
const WORTH_SHARING = 200_000;

/**
 * An engine with one thread in the module's memory. With `isFused`, a·b + c is one instruction: about twice as
 * fast, and rounded once.
 */
export function createEngine(module: TfjsModule, isFused = hasRelaxedSimd()): Engine {
  const memory = (module.wasmMemory ?? module.asm?.memory)!;
  const code = compileKernels(memory, isFused);
  const kernels = instantiateKernels(code, memory);
  const control = allocate(4 * CONTROL_WORDS);
  integers(control, CONTROL_WORDS).fill(0);
  let scratch = 0;
  let scratchBytes = 0;
  let threads = 1;
  let ended = async () => {};

  function allocate(bytes: number): number {
    const address = bytes < MOST_BYTES ? module._malloc(bytes) >>> 0 : 0;
    if (address !== 0) return address;
    throw new ExpectationError(
      'wasm backend',
      `${bytes} bytes of memory`,
      'none: it holds at most 4 GiB',
      'Use a smaller batch or smaller images.',
    );
  }

  function integers(address: number, length: number): Int32Array {
    return new Int32Array(memory.buffer, address, length);
  }

  function reserveScratch(bytes: number): void {
    const each = Math.ceil(bytes / 64) * 64;
    if (each <= scratchBytes) return;
    if (scratch !== 0) module._free(scratch);
    scratch = 0;
    scratch = allocate(each * threads);
    scratchBytes = each;
  }

  function releaseScratch(): void {
    if (scratch !== 0) module._free(scratch);
    scratch = 0;
    scratchBytes = 0;
  }

  function shareOut(kernel: SimdKernelName, words: Int32Array, items: number, chunks: number): void {
    words[KERNEL] = simdKernelNames.indexOf(kernel);
    words[ITEMS] = items;
    words[CHUNKS] = chunks;
    words[SCRATCH] = scratch;
    words[SCRATCH_BYTES] = scratchBytes;
    words[FAILED] = 0;
    Atomics.store(words, DONE, 0);
    Atomics.store(words, REMAINING, chunks);
    Atomics.add(words, SEQUENCE, 1);
    Atomics.notify(words, SEQUENCE);
    for (let left = chunks; left > 0; left = Atomics.load(words, REMAINING)) {
      if (Atomics.compareExchange(words, REMAINING, left, left - 1) !== left) continue;
      const begin = Math.floor(((left - 1) * items) / chunks);
      try {
        kernels[kernel](control + 4 * PARAMETERS, begin, Math.floor((left * items) / chunks), scratch);
      } catch {
        Atomics.store(words, FAILED, 1);
      }
      Atomics.add(words, DONE, 1);
    }
    for (let done = Atomics.load(words, DONE); done < chunks; done = Atomics.load(words, DONE)) {
      Atomics.wait(words, DONE, done);
    }
    if (words[FAILED] === 0) return;
    throw new ExpectationError('wasm backend', `${kernel} to run on every thread`, 'a trap');
  }

  async function removeThreads(): Promise<void> {
    if (threads === 1) return;
    threads = 1;
    const words = integers(control, CONTROL_WORDS);
    Atomics.store(words, STOPPED, 1);
    Atomics.add(words, SEQUENCE, 1);
    Atomics.notify(words, SEQUENCE);
    await ended();
  }

  return {
    get threads() {
      return threads;
    },
    run(kernel, { parameters, numbers = [], items, work, scratch: needed = 0, chunksPerThread = 4 }) {
      if (items === 0) return;
      reserveScratch(needed);
      const words = integers(control, CONTROL_WORDS);
      words.set(parameters, PARAMETERS);
      const place = PARAMETERS + parameters.length;
      new Float32Array(memory.buffer, control, CONTROL_WORDS).set(numbers, place);
      if (threads === 1 || items === 1 || work < WORTH_SHARING) {
        kernels[kernel](control + 4 * PARAMETERS, 0, items, scratch);
      } else {
        shareOut(kernel, words, items, Math.min(items, threads * chunksPerThread));
      }
    },
    allocate,
    free: (address) => module._free(address),
    floats: (address, length) => new Float32Array(memory.buffer, address, length),
    integers,
    async addThreads(count) {
      await removeThreads();
      releaseScratch();
      integers(control, CONTROL_WORDS)[STOPPED] = 0;
      ended = await startThreads(code, memory, control, count);
      threads = count + 1;
    },
    removeThreads,
  };
}
