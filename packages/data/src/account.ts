/** A kind of fault in annotations: what is wrong with how many entries, and the first of them. */
export interface FaultGroup {
  /** Field and what it should be, such as `annotations[].bbox[]: expected a height > 0`. */
  readonly kind: string;
  readonly count: number;
  /** At most five, each `where: got`. */
  readonly examples: readonly string[];
  readonly remedy: string;
}

/** Something about a dataset's files that its owner should know, though nothing is left out for it. */
export interface Remark {
  readonly severity: 'warning' | 'note';
  /** What was found in how many files, such as `2 annotations whose <filename> is that of another image`. */
  readonly message: string;
  readonly names: readonly string[];
  readonly remedy: string;
}

/**
 * What became of every file and every entry that a reader met: each is used, or named here. Paths are relative to the
 * folder that was read.
 */
export interface DatasetAccount {
  /** Images of the dataset: with an object each, without one though annotated, and without an annotation. */
  readonly labelled: number;
  readonly empty: number;
  /** Images taken as background because they have no label file (YOLO alone). */
  readonly unlabelled: readonly string[];
  /** Image files beside those of the dataset that no annotation or list mentions. */
  readonly unlisted: readonly string[];
  /** Annotation files whose image is not there. */
  readonly labelsWithoutImage: readonly string[];
  /** Images left out: they cannot be read, or what is annotated of them cannot. */
  readonly leftOut: readonly string[];
  /** Images without objects that `imagesWithoutObjects: 'drop'` left out. */
  readonly dropped: number;
  /** Files that are neither images nor annotations. */
  readonly passedOver: readonly string[];
  /** Entries of objects met, in images that are used or not; those kept are the dataset's objects. */
  readonly entries: number;
  /** Entries left out because they were asked to be: of other classes, difficult, or of images left out or dropped. */
  readonly unused: number;
  /** Entries of objects that are wrong; `faults` says what is. */
  readonly badObjects: number;
  readonly faults: readonly FaultGroup[];
  readonly remarks: readonly Remark[];
}

/**
 * The account in a line, as in "240 images, 238 with labels, 2 empty, 1 label without image (b.txt), 3 files passed
 * over (a.psd, …)". Only what there is stands in it.
 */
export function accountText(images: number, account: DatasetAccount): string {
  const { labelled, empty, unlabelled, unlisted, labelsWithoutImage, leftOut, dropped, passedOver } = account;
  return [
    counted(images, 'image'),
    `${labelled} with labels`,
    ...(empty > 0 ? [`${empty} empty`] : []),
    ...named(unlabelled, 'without a label file', 'without a label file'),
    ...(dropped > 0 ? [`${counted(dropped, 'empty image')} left out as asked`] : []),
    ...named(leftOut, 'image left out', 'images left out'),
    ...named(unlisted, 'image in no annotation', 'images in no annotation'),
    ...named(labelsWithoutImage, 'label without image', 'labels without image'),
    ...(account.badObjects > 0 ? [`${counted(account.badObjects, 'object')} left out as wrong`] : []),
    ...named(passedOver, 'file passed over', 'files passed over'),
  ].join(', ');
}

/** Names in a line, at most this many; an ellipsis for the rest. */
export function someNames(names: readonly string[], most = 3): string {
  return `${names.slice(0, most).join(', ')}${names.length > most ? ', …' : ''}`;
}

function named(names: readonly string[], one: string, many: string): string[] {
  if (names.length === 0) return [];
  return [`${names.length} ${names.length === 1 ? one : many} (${someNames(names)})`];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
