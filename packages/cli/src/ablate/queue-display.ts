import type { QueueEvent } from '@tandem-det/ablation/queue';
import { mainFigures } from '@tandem-det/inference';
import { figuresText } from '../terminal/figures-text.ts';
import type { Output } from '../terminal/output.ts';
import type { ProgressRow } from '../terminal/progress-board.ts';

/** Shows the events of a queue as they come: a line for each run that ends, and all that are under way. */
export function queueDisplay(output: Output): {
  readonly event: (event: QueueEvent) => void;
  readonly stop: () => void;
} {
  const board = output.board();
  const active = new Map<string, ProgressRow>();
  let finished = 0;
  return {
    event(event) {
      if (event.kind === 'waiting') return output.line(`Waiting. ${event.reason}`);
      const { id, index, runs, name, seed } = event.run;
      const title = `${index + 1}/${runs} ${name}, seed ${seed}`;
      if (event.kind === 'added again') output.line(`${title}: put on the queue again`);
      if (event.kind === 'progress') {
        const { step, steps, worker } = event.progress;
        active.set(id, { title, done: step, total: steps, note: `on ${worker}` });
      }
      if (event.kind === 'end') {
        finished++;
        active.delete(id);
        output.line(
          `${title}: ${figuresText(mainFigures(event.record))}${event.kept ? ' (finished before)' : ''}`,
        );
      }
      board.show([{ title: 'runs finished', done: finished, total: runs, note: '' }, ...active.values()]);
    },
    stop: () => board.stop(),
  };
}
