import type { ImageRecord } from '../dataset.ts';

/** Something about a dataset that its owner should know. */
export interface Finding {
  /** error: results would be wrong; warning: likely a mistake; note: good to know. */
  readonly severity: 'error' | 'warning' | 'note';
  /** What was found, with its number. */
  readonly message: string;
  /** Where, at most five of them. */
  readonly examples: readonly string[];
  readonly remedy: string;
  /** Images to look at, the worst first, at most four; none where it is not about images. */
  readonly offenders: readonly Offender[];
}

/** An image, and those of its objects that a finding is about. */
export interface Offender {
  /** Index into the dataset's images. */
  readonly image: number;
  /** Indices into the image's objects. */
  readonly objects: readonly number[];
}

/** Where something was found: an image or an object in it, and how bad it is there. */
export interface Place {
  readonly image: number;
  readonly object?: number;
  readonly badness?: number;
}

/** What a finding says, by how often it was found. */
export interface FindingText {
  readonly severity: Finding['severity'];
  readonly message: (count: number) => string;
  readonly remedy: string;
}

const EXAMPLES = 5;
const OFFENDERS = 4;

/** A finding about places in images, or none where there are none. */
export function placesFinding(
  images: readonly ImageRecord[],
  places: readonly Place[],
  text: FindingText,
): Finding[] {
  const offenders = new Map<number, { objects: number[]; badness: number }>();
  for (const { image, object, badness = 0 } of places) {
    const offender = offenders.get(image) ?? { objects: [], badness: Number.NEGATIVE_INFINITY };
    offenders.set(image, offender);
    if (object !== undefined) offender.objects.push(object);
    offender.badness = Math.max(offender.badness, badness);
  }
  const worst = [...offenders].toSorted(([, a], [, b]) => b.badness - a.badness).slice(0, OFFENDERS);
  return namesFinding(
    places.map(({ image, object }) => placeName(images[image]!, object)),
    text,
    worst.map(([image, { objects }]) => ({ image, objects })),
  );
}

/** A finding about things that have names, or none where there are none. */
export function namesFinding(
  names: readonly string[],
  { severity, message, remedy }: FindingText,
  offenders: readonly Offender[] = [],
): Finding[] {
  if (names.length === 0) return [];
  return [
    { severity, message: message(names.length), examples: names.slice(0, EXAMPLES), remedy, offenders },
  ];
}

const GRAVITY: Readonly<Record<Finding['severity'], number>> = { error: 0, warning: 1, note: 2 };

/** For sorting: the gravest first. */
export function byGravity(a: Finding, b: Finding): number {
  return GRAVITY[a.severity] - GRAVITY[b.severity];
}

/** A number with what it counts. */
export function some(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function placeName({ id, fileName, objects }: ImageRecord, object: number | undefined): string {
  const image = `image ${id} (${fileName})`;
  return object === undefined ? image : `${image}, object ${objects[object]!.id}`;
}
