import { type BackendName, startBackend } from '@tandem-det/kernels/backends';
import { workOnQueue } from '../queue/index.ts';
import { queueStudy } from './queue-study.ts';

// A worker as a process of its own: prints an event a line, so that a test can tell when to kill it.
const [name, url, folder, backendName] = process.argv.slice(2) as [string, string, string, BackendName];
const stopping = new AbortController();
process.once('SIGTERM', () => stopping.abort());
const backend = await startBackend({ name: backendName, threads: 1, report: () => {} });
await workOnQueue(queueStudy(name), {
  url,
  folder,
  takeOverAfter: 3,
  idleSeconds: 60,
  signal: stopping.signal,
  onEvent: (event) =>
    process.stdout.write(
      event.kind === 'waiting'
        ? `waiting ${event.reason}\n`
        : `${event.kind} ${event.run?.name} ${event.run?.seed}\n`,
    ),
});
await backend.stop();
