import { clipObjects } from '../clip.ts';
import type { Box, ImageRecord, ObjectRecord } from '../dataset.ts';
import type { Size } from '../images/size.ts';
import { type Finding, type Place, placesFinding, some } from './finding.ts';

/** From this IoU on, two objects of a class are taken for one that was annotated twice. */
const SAME_IOU = 0.9;

/** A box may reach over the edge by so many pixels: numbers of a few digits do that. */
const ROUNDING = 0.5;

export interface ObjectFindingsOptions {
  /** Pixels per cell of the finest level. */
  readonly stride: number;
  /** Pixels of the network's input per pixel of an image. */
  readonly scaleOf: (image: Size) => number;
}

/** Boxes that reach outside, that training drops, that are smaller than a cell or there twice, and crowds. */
export function objectFindings(
  images: readonly ImageRecord[],
  { stride, scaleOf }: ObjectFindingsOptions,
): Finding[] {
  const outside: Place[] = [];
  const dropped: Place[] = [];
  const tiny: Place[] = [];
  const twice: Place[] = [];
  const crowds: Place[] = [];
  images.forEach((record, image) => {
    const scale = scaleOf(record);
    record.objects.forEach((each, object) => {
      const { box, crowd } = each;
      const beyond = Math.max(-box[0], -box[1], box[2] - record.width, box[3] - record.height);
      if (beyond > ROUNDING) outside.push({ image, object, badness: beyond });
      if (crowd) {
        crowds.push({ image, object });
        return;
      }
      const side = Math.max(box[2] - box[0], box[3] - box[1]) * scale;
      if (isDropped(each, record, scale)) dropped.push({ image, object, badness: beyond });
      else if (side < stride) tiny.push({ image, object, badness: -side });
      const before = record.objects.slice(0, object);
      if (before.some((other) => isSame(other, each))) twice.push({ image, object });
    });
  });
  return [
    ...placesFinding(images, dropped, {
      severity: 'warning',
      message: (count) =>
        `${some(count, 'box', 'boxes')} of which less than a pixel remains inside of the network's input`,
      remedy:
        'Training drops them, evaluation counts them as missed; correct them or use larger input images.',
    }),
    ...placesFinding(images, outside, {
      severity: 'warning',
      message: (count) => `${some(count, 'box', 'boxes')} beyond the edge of the image`,
      remedy: 'Training clips them; evaluation takes them as annotated. Check the size of the images.',
    }),
    ...placesFinding(images, tiny, {
      severity: 'warning',
      message: (count) => `${some(count, 'box', 'boxes')} smaller than a cell of ${stride} pixels`,
      remedy: 'They are hardly ever found; use larger input images or a finer level.',
    }),
    ...placesFinding(images, twice, {
      severity: 'warning',
      message: (count) => `${some(count, 'object', 'objects')} annotated twice`,
      remedy: 'One of the two counts as missed in evaluation; delete it.',
    }),
    ...placesFinding(images, crowds, {
      severity: 'note',
      message: (count) => `${some(count, 'crowd', 'crowds')}`,
      remedy: 'Crowds are no training targets, and detections on them count neither way.',
    }),
  ];
}

function isDropped(object: ObjectRecord, image: Size, scale: number): boolean {
  const [x1, y1, x2, y2] = object.box;
  const scaled = { ...object, box: [x1 * scale, y1 * scale, x2 * scale, y2 * scale] as const };
  return clipObjects([scaled], image.width * scale, image.height * scale).length === 0;
}

function isSame(a: ObjectRecord, b: ObjectRecord): boolean {
  return a.classIndex === b.classIndex && !a.crowd && !b.crowd && iou(a.box, b.box) >= SAME_IOU;
}

function iou(a: Box, b: Box): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  const overlap = Math.max(0, width) * Math.max(0, height);
  const area = ([x1, y1, x2, y2]: Box) => (x2 - x1) * (y2 - y1);
  return overlap / (area(a) + area(b) - overlap);
}
