import type { StudyEvent } from '@tandem-det/ablation';
import { mainFigures } from '@tandem-det/inference';
import { duration } from '../terminal/duration.ts';
import { figuresText } from '../terminal/figures-text.ts';
import type { Output, ProgressDisplay } from '../terminal/output.ts';

/** Shows the events of a study as they come: which run it is at, and one progress for each. */
export function studyDisplay(output: Output): {
  readonly event: (event: StudyEvent) => void;
  readonly stop: () => void;
} {
  let progress: ProgressDisplay | undefined;
  let total = 0;
  const stop = () => {
    progress?.stop();
    progress = undefined;
  };
  return {
    event(event) {
      const { name, seed, index, runs } = event.run;
      const title = `${index + 1}/${runs} ${name}, seed ${seed}`;
      switch (event.kind) {
        case 'begin':
          return;
        case 'train': {
          const inner = event.event;
          if (inner.kind === 'start') total = inner.steps;
          if (inner.kind === 'warning') output.line(`${title}: ${inner.message}`);
          if (inner.kind === 'finished' || inner.kind === 'stopped') stop();
          if (inner.kind !== 'step') return;
          progress ??= output.progress(title, total);
          progress.update(
            inner.step + 1,
            `loss ${inner.loss.toFixed(3)}, ${inner.imagesPerSecond.toFixed(1)} images/s`,
          );
          return;
        }
        case 'evaluate':
          progress ??= output.progress(`${title}, evaluating`, event.total);
          progress.update(event.images);
          return;
        case 'end': {
          stop();
          const { record, kept } = event;
          const how = kept ? 'finished before' : `trained in ${duration(record.seconds)}`;
          output.line(`${title}: ${figuresText(mainFigures(record))} (${how})`);
        }
      }
    },
    stop,
  };
}
