import type { ImageRecord, ObjectRecord } from './dataset.ts';

/** Something about a dataset that its owner should know. */
export interface Finding {
  /** error: results would be wrong; warning: likely a mistake; note: good to know. */
  readonly severity: 'error' | 'warning' | 'note';
  /** What was found, with its number. */
  readonly message: string;
  /** Where, at most five of them. */
  readonly examples: readonly string[];
  readonly remedy: string;
}

/** Classes without objects; class names that are not those of the detector. */
export function classFindings(
  classes: readonly { readonly name: string; readonly objects: number }[],
  expected?: readonly string[],
): Finding[] {
  const empty = classes.filter((each) => each.objects === 0).map((each) => each.name);
  const names = classes.map((each) => each.name);
  const count = Math.max(names.length, expected?.length ?? 0);
  const differences = Array.from({ length: expected === undefined ? 0 : count }, (_, index) => index)
    .filter((index) => names[index] !== expected?.[index])
    .map((index) => `${index}: "${expected?.[index] ?? 'none'}" against "${names[index] ?? 'none'}"`);
  return [
    ...finding(empty, 'warning', (total) => `${some(total, 'class', 'classes')} without any object`, {
      remedy: 'Such a class is never learnt; check the category ids, or leave it out of the classes.',
    }),
    ...finding(
      differences,
      'error',
      (total) => `${some(total, 'class differs', 'classes differ')} between the detector and the dataset`,
      { remedy: 'Give the dataset the classes of the detector, in its order, or train anew.' },
    ),
  ];
}

/** Boxes that reach outside, are smaller than a cell, are there twice, or are crowds. */
export function objectFindings(
  images: readonly ImageRecord[],
  { stride, scale }: { readonly stride: number; readonly scale: number },
): Finding[] {
  const outside: string[] = [];
  const tiny: string[] = [];
  const twice: string[] = [];
  const crowds: string[] = [];
  for (const image of images) {
    const seen = new Set<string>();
    for (const object of image.objects) {
      const place = `image ${image.id} (${image.fileName}), object ${object.id}`;
      const [x1, y1, x2, y2] = object.box;
      if (x1 < 0 || y1 < 0 || x2 > image.width || y2 > image.height) outside.push(place);
      if (object.crowd) {
        crowds.push(place);
        continue;
      }
      if (Math.max(x2 - x1, y2 - y1) * scale < stride) tiny.push(place);
      const key = keyOf(object);
      if (seen.has(key)) twice.push(place);
      seen.add(key);
    }
  }
  return [
    ...finding(outside, 'warning', (count) => `${some(count, 'box', 'boxes')} beyond the edge of the image`, {
      remedy: 'Training clips them; evaluation takes them as annotated. Check the size of the images.',
    }),
    ...finding(
      tiny,
      'warning',
      (count) => `${some(count, 'box', 'boxes')} smaller than a cell of ${stride} pixels`,
      {
        remedy: 'They are hardly ever found; use larger input images or a finer level.',
      },
    ),
    ...finding(twice, 'warning', (count) => `${some(count, 'object', 'objects')} annotated twice`, {
      remedy: 'One of the two counts as missed in evaluation; delete it.',
    }),
    ...finding(crowds, 'note', (count) => `${some(count, 'crowd', 'crowds')}`, {
      remedy: 'Crowds are no training targets, and detections on them count neither way.',
    }),
  ];
}

/** Images without objects; files listed more than once. */
export function imageFindings(images: readonly ImageRecord[]): Finding[] {
  const files = new Set<string>();
  const repeated: string[] = [];
  for (const image of images) {
    if (files.has(image.fileName)) repeated.push(`image ${image.id} (${image.fileName})`);
    files.add(image.fileName);
  }
  const empty = images
    .filter((image) => image.objects.length === 0)
    .map((image) => `image ${image.id} (${image.fileName})`);
  return [
    ...finding(repeated, 'warning', (count) => `${some(count, 'image', 'images')} of a file listed before`, {
      remedy: 'Its objects may be split over the entries, which makes background of them; merge the entries.',
    }),
    ...finding(empty, 'note', (count) => `${some(count, 'image', 'images')} without objects`, {
      remedy: 'They are trained on as background; leave them out with imagesWithoutObjects: "drop".',
    }),
  ];
}

function finding(
  places: readonly string[],
  severity: Finding['severity'],
  message: (count: number) => string,
  { remedy }: { readonly remedy: string },
): Finding[] {
  if (places.length === 0) return [];
  return [{ severity, message: message(places.length), examples: places.slice(0, 5), remedy }];
}

function some(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function keyOf({ classIndex, box }: ObjectRecord): string {
  return `${classIndex}:${box.join(',')}`;
}
