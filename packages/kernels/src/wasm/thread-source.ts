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

/**
 * The program of a helper thread: sleep until the sequence number moves on, then take chunks as long as
 * there are any. Text, because a thread's program must be a file or text and the package has no file for it
 * that every bundler would keep.
 */
export const threadSource = `
const { parentPort, workerData } = require('node:worker_threads');
const { code, memory, names, control, thread } = workerData;
const kernels = new WebAssembly.Instance(code, { env: { memory } }).exports;
const words = new Int32Array(memory.buffer, control, ${CONTROL_WORDS});

function takeChunks() {
  for (let left = Atomics.load(words, ${REMAINING}); left > 0; left = Atomics.load(words, ${REMAINING})) {
    if (Atomics.compareExchange(words, ${REMAINING}, left, left - 1) !== left) continue;
    const items = words[${ITEMS}];
    const chunks = words[${CHUNKS}];
    const begin = Math.floor(((left - 1) * items) / chunks);
    const end = Math.floor((left * items) / chunks);
    const scratch = (words[${SCRATCH}] >>> 0) + thread * words[${SCRATCH_BYTES}];
    try {
      kernels[names[words[${KERNEL}]]](control + ${4 * PARAMETERS}, begin, end, scratch);
    } catch {
      Atomics.store(words, ${FAILED}, 1);
    }
    Atomics.add(words, ${DONE}, 1);
    Atomics.notify(words, ${DONE});
  }
}

parentPort.postMessage('ready');
for (let seen = 0; Atomics.load(words, ${STOPPED}) === 0; ) {
  Atomics.wait(words, ${SEQUENCE}, seen);
  seen = Atomics.load(words, ${SEQUENCE});
  takeChunks();
}
`;
