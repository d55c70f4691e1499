import { expectThat } from '@tandem-det/base';
import type { DetectionDataset } from './dataset.ts';

/** Throws unless the detector's classes are the dataset's, in the same order. */
export function checkClasses(
  classes: readonly string[],
  dataset: Pick<DetectionDataset, 'name' | 'classes'>,
): void {
  const names = dataset.classes.map(({ name }) => name);
  expectThat(
    names.join('\n') === classes.join('\n'),
    `classes of dataset "${dataset.name}"`,
    `those of the detector (${classes.join(', ')})`,
    `${names.join(', ') || 'none'}`,
    'Use the dataset that the detector was trained for, or train one for this dataset.',
  );
}
