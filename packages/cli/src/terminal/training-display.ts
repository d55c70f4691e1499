import type { TrainEvent } from '@tandem-det/training';
import { figuresText } from './figures-text.ts';
import type { Output, ProgressDisplay } from './output.ts';

/** Shows the events of a training run as they come. */
export function trainingDisplay(output: Output): {
  readonly event: (event: TrainEvent) => void;
  readonly stop: () => void;
} {
  let progress: ProgressDisplay | undefined;
  let total = 0;
  const pause = () => {
    progress?.stop();
    progress = undefined;
  };
  return {
    event(event) {
      switch (event.kind) {
        case 'start': {
          const { images, steps, stepsPerEpoch, batchSize, parameters, from } = event;
          total = steps;
          output.line(
            `Training: ${images} images, ${steps} steps of ${batchSize} (${stepsPerEpoch} an epoch), ` +
              `${parameters.toLocaleString('en')} parameters${from > 0 ? `, from step ${from}` : ''}`,
          );
          return;
        }
        case 'step': {
          const terms = Object.entries(event.terms).map(([name, value]) => `${name} ${value.toFixed(3)}`);
          const note =
            `epoch ${event.epoch + 1}, loss ${event.loss.toFixed(3)} (${terms.join(', ')}), ` +
            `rate ${Number(event.learningRate.toPrecision(3))}, ${event.imagesPerSecond.toFixed(1)} images/s`;
          progress ??= output.progress('Training', total);
          progress.update(event.step + 1, note);
          return;
        }
        case 'evaluation':
          output.line(`After ${event.step} steps: ${figuresText(event.figures)}`);
          return;
        case 'warning':
          output.line(`Warning at step ${event.step}: ${event.message}`);
          return;
        default:
          pause();
      }
    },
    stop: pause,
  };
}
