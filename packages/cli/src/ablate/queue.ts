import type { Study } from '@tandem-det/ablation';
import { ExpectationError } from '@tandem-det/base';
import { type BackendOptions, startChosenBackend } from '../backend.ts';
import type { Output } from '../terminal/output.ts';
import { queueDisplay } from './queue-display.ts';

export interface QueueOptions extends BackendOptions {
  readonly out: string;
  readonly queue: string;
  readonly worker?: boolean;
  readonly idle?: number;
  readonly takeOver?: number;
  readonly signal?: AbortSignal;
}

/** Fills the queue of a study and collects its records, or does runs of it as one of its workers. */
export async function runOverQueue(study: Study, options: QueueOptions, output: Output): Promise<void> {
  const { coordinate, workOnQueue } = await importQueue();
  const { out: folder, queue: url, worker, idle, takeOver, signal } = options;
  const aborting = signal && { signal };
  if (!worker) {
    const display = queueDisplay(output);
    try {
      await coordinate(study, { folder, url, ...aborting, onEvent: display.event });
    } finally {
      display.stop();
    }
    return;
  }
  const backend = await startChosenBackend(options, output);
  try {
    await workOnQueue(study, {
      folder,
      url,
      ...(idle !== undefined && { idleSeconds: idle }),
      ...(takeOver !== undefined && { takeOverAfter: takeOver }),
      ...aborting,
      onEvent(event) {
        if (event.kind === 'waiting') return output.line(`Waiting. ${event.reason}`);
        const title = event.run ? `${event.run.name}, seed ${event.run.seed}` : 'a run';
        if (event.kind === 'begin') output.line(`${title}: begun`);
        if (event.kind === 'end') output.line(`${title}: finished`);
        if (event.kind === 'failed') output.line(`${title}: ${event.reason}`);
        if (event.kind === 'lost') output.line(`${title}: given to another worker, after too long a silence`);
      },
    });
  } finally {
    await backend.stop();
  }
}

async function importQueue(): Promise<typeof import('@tandem-det/ablation/queue')> {
  try {
    return await import('@tandem-det/ablation/queue');
  } catch (error) {
    throw new ExpectationError(
      '--queue',
      'the packages bullmq and ioredis',
      (error as Error).message,
      'Install them: npm install bullmq ioredis.',
    );
  }
}
