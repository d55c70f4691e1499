import { ExpectationError } from '@tandem-det/base';
import type { Remark } from '../account.ts';
import type { Faults } from '../files/faults.ts';
import type { YoloObject } from './labels.ts';

/** A label file with its objects. */
export interface LabelledFile {
  readonly labels: string | undefined;
  readonly objects: readonly YoloObject[];
}

/** From this share of a dataset's long lines on, keypoints are what they look like. */
const MOST = 0.9;

/**
 * The files without lines that look like keypoints, which are faults: all long lines of the dataset have one number of
 * columns, and nearly all begin with a box around what follows. One outline can look so; a dataset of them does not.
 */
export function withoutLikelyKeypoints<F extends LabelledFile>(
  files: readonly F[],
  faults: Faults,
): readonly F[] {
  let [long, alike] = [0, 0];
  let columns: number | undefined;
  for (const { objects } of files) {
    for (const object of objects) {
      if (object.form !== 'outline') continue;
      columns ??= object.columns;
      if (object.columns !== columns) return files;
      long += 1;
      if (object.couldBe !== undefined) alike += 1;
    }
  }
  if (long === 0 || alike < MOST * long) return files;
  return files.map((file) => ({
    ...file,
    objects: file.objects.filter((object) => {
      if (object.form !== 'outline') return true;
      const { count, values } = object.couldBe ?? { count: (object.columns - 4) / 2, values: 2 };
      faults.add(
        new ExpectationError(
          `${file.labels}: line ${object.line}`,
          'a class and 4 numbers (centre x, y, width, height), or a class and the x, y of 3 or more corners',
          `${object.columns} numbers whose first 4 are a box around the rest`,
          `If they are keypoints, put kpt_shape: [${count}, ${values}] into data.yaml; if outlines, task: segment.`,
        ),
      );
      return false;
    }),
  }));
}

/** A remark where labels are of more than one form. */
export function mixedForms(files: readonly LabelledFile[]): Remark[] {
  const counts = new Map<string, { count: number; first: string }>();
  for (const { labels, objects } of files) {
    for (const { form, line } of objects) {
      const entry = counts.get(form) ?? { count: 0, first: `${labels}: line ${line}` };
      entry.count += 1;
      counts.set(form, entry);
    }
  }
  if (counts.size < 2) return [];
  const forms = { box: 'boxes', outline: 'outlines', keypoints: 'boxes with keypoints' };
  return [
    {
      severity: 'warning',
      message: `labels of ${counts.size} forms: ${[...counts].map(([form, { count }]) => `${count} ${forms[form as keyof typeof forms]}`).join(', ')}`,
      names: [...counts.values()].map(({ first }) => first),
      remedy:
        'Of an outline its box is taken. If a line of one form is another form cut off, its box is wrong.',
    },
  ];
}
