import type { Box, ImageRecord } from '../dataset.ts';
import type { Size } from '../images/size.ts';
import { type Finding, type Place, placesFinding, some } from './finding.ts';

/** What of a detector decides which objects it can learn, in pixels of the network's input. */
export interface HeadReach {
  /** Places of a level lie at x = origin[0] + stride · column, y = origin[1] + stride · row. */
  readonly levels: readonly {
    readonly stride: number;
    readonly width: number;
    readonly height: number;
    readonly origin: readonly [x: number, y: number];
  }[];
  /** Whether only places inside of an object answer for it. */
  readonly insideOnly: boolean;
  /** Longest distance from a place to a side of its box, in cells of its level. */
  readonly longest?: number;
  /** Priors that answer for an object only from an IoU on: their sizes, and that IoU. */
  readonly shapes?: { readonly sizes: readonly Size[]; readonly iou: number };
}

/** Assigners ask for places that are this far inside, in pixels. */
const INSIDE = 0.01;

/** Objects that no place of the grid, no prior, or no distance of the head can answer for. */
export function headFindings(
  images: readonly ImageRecord[],
  head: HeadReach,
  scaleOf: (image: Size) => number,
): Finding[] {
  const between: Place[] = [];
  const beyond: Place[] = [];
  const unlike: Place[] = [];
  const { levels, insideOnly, longest, shapes } = head;
  const coarsest = Math.max(...levels.map(({ stride }) => stride));
  const longestSide = longest === undefined ? Number.POSITIVE_INFINITY : 2 * longest * coarsest;
  images.forEach((record, image) => {
    const scale = scaleOf(record);
    record.objects.forEach(({ box, crowd }, object) => {
      if (crowd) return;
      const scaled = box.map((side) => side * scale) as unknown as Box;
      const size = { width: scaled[2] - scaled[0], height: scaled[3] - scaled[1] };
      const side = Math.max(size.width, size.height);
      if (insideOnly && !levels.some((level) => hasPlaceInside(level, scaled)))
        between.push({ image, object, badness: -side });
      if (side > longestSide) beyond.push({ image, object, badness: side });
      if (shapes !== undefined) {
        const best = Math.max(...shapes.sizes.map((prior) => shapeIou(prior, size)));
        if (best < shapes.iou) unlike.push({ image, object, badness: -best });
      }
    });
  });
  return [
    ...placesFinding(images, between, {
      severity: 'warning',
      message: (count) =>
        `${some(count, 'object', 'objects')} that ${count === 1 ? 'lies' : 'lie'} between the places of the head, at every level`,
      remedy:
        'No place is inside of them, so that they are never a positive; use larger input images or a finer level.',
    }),
    ...placesFinding(images, beyond, {
      severity: 'warning',
      message: (count) =>
        `${some(count, 'object', 'objects')} with a side above ${longestSide} pixels, the longest that the head expresses`,
      remedy: `Its distances end at ${longest} cells of ${coarsest} pixels; raise model.longest, or add a coarser level.`,
    }),
    ...placesFinding(images, unlike, {
      severity: 'warning',
      message: (count) => `${some(count, 'object', 'objects')} unlike every prior: IoU below ${shapes?.iou}`,
      remedy:
        'Each gets the one prior that is nearest, where others get many; use priors of their sizes, or a method without.',
    }),
  ];
}

function hasPlaceInside(
  { stride, width, height, origin }: HeadReach['levels'][number],
  [x1, y1, x2, y2]: Box,
): boolean {
  const isAlong = (low: number, high: number, first: number, count: number) => {
    const from = Math.max(0, Math.floor((low + INSIDE - first) / stride) + 1);
    const to = Math.min(count - 1, Math.ceil((high - INSIDE - first) / stride) - 1);
    return from <= to;
  };
  return isAlong(x1, x2, origin[0], width) && isAlong(y1, y2, origin[1], height);
}

/** IoU of two boxes with one middle. */
function shapeIou(a: Size, b: Size): number {
  const overlap = Math.min(a.width, b.width) * Math.min(a.height, b.height);
  return overlap / (a.width * a.height + b.width * b.height - overlap);
}
