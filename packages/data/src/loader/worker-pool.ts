import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { ExpectationError } from '@tandem-det/base';
import { receivedError, type WorkerReply, type WorkerRequest } from './messages.ts';

type MadeBatch = Extract<WorkerReply, { kind: 'batch' }>;

interface Task {
  readonly request: WorkerRequest;
  /** File names, for the error where the thread dies. */
  readonly about: string;
  readonly resolve: (made: MadeBatch) => void;
  readonly reject: (error: Error) => void;
}

export interface WorkerPool {
  run(request: WorkerRequest, about: string): Promise<MadeBatch>;
  /** Ends the threads; what is under way fails. */
  close(): Promise<void>;
}

/** Threads that each make one batch at a time, in the order asked for; started when they are first needed. */
export function workerPool(size: number): WorkerPool {
  const waiting: Task[] = [];
  const idle: Worker[] = [];
  const running = new Map<Worker, Task | undefined>();
  let closed = false;

  const start = () => {
    const worker = startThread();
    running.set(worker, undefined);
    worker.on('message', (answer: WorkerReply) => {
      const task = running.get(worker);
      running.set(worker, undefined);
      idle.push(worker);
      // A thread that is being ended keeps the process until it has: a reply may still have been under way.
      if (!closed) worker.unref();
      if (answer.kind === 'batch') task?.resolve(answer);
      else task?.reject(receivedError(answer));
      next();
    });
    const died = (reason: string) => {
      const task = running.get(worker);
      running.delete(worker);
      if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1);
      task?.reject(
        new ExpectationError(
          `workerLoader: images ${task.about}`,
          'a batch',
          `the end of its thread (${reason})`,
          closed ? 'The loader was closed.' : 'One of them may be too large to decode.',
        ),
      );
      if (!closed) next();
    };
    worker.on('error', (error) => died(error.message));
    worker.on('exit', (code) => died(`exit code ${code}`));
    return worker;
  };
  const next = () => {
    while (waiting.length > 0) {
      const worker = idle.pop() ?? (running.size < size ? start() : undefined);
      if (worker === undefined) return;
      const task = waiting.shift()!;
      running.set(worker, task);
      worker.ref();
      worker.postMessage(task.request);
    }
  };
  const refuseClosed = () => new ExpectationError('workerLoader', 'a loader that is open', 'a closed one');

  return {
    run: (request, about) =>
      new Promise((resolve, reject) => {
        if (closed) {
          reject(refuseClosed());
          return;
        }
        waiting.push({ request, about, resolve, reject });
        next();
      }),
    async close() {
      closed = true;
      for (const task of waiting.splice(0)) task.reject(refuseClosed());
      await Promise.all([...running.keys()].map((worker) => worker.terminate()));
    },
  };
}

/**
 * Built, the thread is the entry `loader-worker.js` beside the bundle. Run from source, it is `worker.ts` beside
 * this file, which tsx translates in that thread.
 */
function startThread(): Worker {
  if (!new URL(import.meta.url).pathname.endsWith('.ts'))
    return new Worker(new URL('./loader-worker.js', import.meta.url));
  const tsx = path.dirname(createRequire(import.meta.url).resolve('tsx/package.json'));
  const translator = pathToFileURL(path.join(tsx, 'dist/esm/api/index.mjs'));
  const entry = new URL('./worker.ts', import.meta.url);
  const start = `import(${JSON.stringify(translator)})
    .then(({ register }) => { register(); return import(${JSON.stringify(entry)}); })`;
  return new Worker(start, { eval: true, execArgv: ['--conditions=@tandem-det/source'] });
}
