import type { DatasetAccount } from '../account.ts';
import { type Finding, namesFinding, some } from './finding.ts';

/**
 * Findings about the files that a dataset was read from: what is wrong in annotations, by kind; what was left out;
 * labels without images, images that nothing mentions, files that were passed over.
 * What training would stop at is an error.
 */
export function accountFindings(
  { faults, remarks, ...account }: DatasetAccount,
  {
    badObjects = false,
    badImages = false,
  }: { readonly badObjects?: boolean; readonly badImages?: boolean } = {},
): Finding[] {
  return [
    ...faults.map(
      ({ kind, count, examples, remedy }): Finding => ({
        severity: badObjects ? 'error' : 'warning',
        message: `${some(count, 'fault', 'faults')} in annotations: ${kind}`,
        examples,
        remedy:
          `${remedy} ${badObjects ? 'Training stops at it; badObjects: "skip" leaves such entries out.' : 'Such entries are left out.'}`.trimStart(),
        offenders: [],
      }),
    ),
    ...namesFinding(account.leftOut, {
      severity: badImages ? 'error' : 'warning',
      message: (count) => `${some(count, 'image', 'images')} left out`,
      remedy: `They cannot be read, or what is annotated of them cannot. ${badImages ? 'Training stops at the first; badImages: "skip" leaves them out.' : 'Training does without them.'}`,
    }),
    ...namesFinding(account.labelsWithoutImage, {
      severity: 'warning',
      message: (count) => `${some(count, 'label file', 'label files')} whose image is not there`,
      remedy: 'An image and its labels have one name; rename or remove them.',
    }),
    ...namesFinding(account.unlabelled, {
      // Where labels are left over too, the two likely belong together.
      severity: account.labelsWithoutImage.length > 0 ? 'warning' : 'note',
      message: (count) => `${some(count, 'image', 'images')} without a label file`,
      remedy:
        'They are trained on as background; an image without objects is better said by an empty label file.',
    }),
    ...namesFinding(account.unlisted, {
      severity: 'note',
      message: (count) => `${some(count, 'image', 'images')} of the folder that no annotation mentions`,
      remedy: 'They are not used. Images without objects have to be in the annotations, too.',
    }),
    ...namesFinding(account.passedOver, {
      severity: 'note',
      message: (count) =>
        `${some(count, 'file', 'files')} passed over, neither images that can be read nor annotations`,
      remedy: 'Convert those that are images of another format, as to PNG.',
    }),
    ...remarks.map(
      ({ severity, message, names, remedy }): Finding => ({
        severity,
        message,
        examples: names.slice(0, 5),
        remedy,
        offenders: [],
      }),
    ),
  ];
}
