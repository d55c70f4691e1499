import type { Box } from '../dataset.ts';
import type { Size } from '../images/size.ts';
import type { Random } from '../random.ts';
import { between, chance, direction, integerBetween, levelDirection } from './draw.ts';
import {
  type Distance,
  distanceTo,
  extentOf,
  type Frame,
  type Primitive,
  placePrimitive,
} from './primitive.ts';
import { drawLoosePart, drawTool, TOOLS } from './tools.ts';

/** A figure in its place; the primitives are in pixels of the image. */
export interface Figure {
  /** Undefined for clutter, which is of no class. */
  readonly classIndex?: number;
  readonly body: readonly Primitive[];
  readonly pad: readonly Primitive[];
  readonly emblem: readonly Primitive[];
  readonly box: Box;
  /** Length in pixels. */
  readonly length: number;
  readonly center: Frame['center'];
}

/** Figures from back to front. */
export interface Layout {
  readonly behind: readonly Figure[];
  readonly figures: readonly Figure[];
}

/** Least share of an object, and of its emblem, that nothing in front of it may hide. */
export const LEAST_VISIBLE = 0.4;
export const LEAST_EMBLEM_VISIBLE = 0.6;
/** Length in pixels of the smallest object, and of the largest as a share of the image's shorter side. */
export const SHORTEST = 12;
export const LONGEST_SHARE = 0.6;

/**
 * Places the figures of one scene. Tools lie wholly inside the image; lengths are uniform between the shortest and the
 * longest. One figure may hide part of another, within `LEAST_VISIBLE`; a figure for which twelve
 * places are no good is left out. Clutter may lie anywhere, behind all tools or among them.
 */
export function layOut(size: Size, random: Random): Layout {
  const behind = Array.from({ length: integerBetween(random, 1, 4) }, () => drawClutter(size, random));
  const figures: Placed[] = [];
  const tools = chance(random, 1 / 24) ? 0 : integerBetween(random, 1, 5);
  for (let tool = 0; tool < tools; tool++) tryToPlace(figures, () => drawFigure(size, random));
  const inFront = integerBetween(random, 0, 1);
  for (let piece = 0; piece < inFront; piece++) tryToPlace(figures, () => drawClutter(size, random, 0.5));
  return { behind, figures: figures.map((placed) => placed.figure) };
}

function drawFigure(size: Size, random: Random): Figure {
  const classIndex = integerBetween(random, 0, TOOLS.length - 1);
  const tool = drawTool(classIndex, random);
  const longest = LONGEST_SHARE * Math.min(size.width, size.height);
  const length = SHORTEST + (longest - SHORTEST) * random();
  const origin: Frame = { center: [0, 0], scale: length, ...levelDirection(random) };
  const parts = [...tool.pad, ...tool.shaft, ...tool.emblem];
  const [x1, y1, x2, y2] = extentOf(parts.map((part) => placePrimitive(part, origin)));
  const frame: Frame = {
    ...origin,
    center: [between(random, -x1, size.width - x2), between(random, -y1, size.height - y2)],
  };
  return placeFigure(tool, frame, classIndex);
}

/** Clutter: a loose part of a tool, a rod, or a beam across the image. */
function drawClutter(size: Size, random: Random, share = 1): Figure {
  const side = Math.min(size.width, size.height) * share;
  const center = [random() * size.width, random() * size.height] as const;
  const frame = (scale: number): Frame => ({ center, scale, ...direction(random) });
  const kind = random();
  if (kind < 0.6) {
    const part = drawLoosePart(random);
    return placeFigure({ pad: [part], shaft: [], emblem: [] }, frame(side * between(random, 0.1, 0.4)));
  }
  const half = between(random, 0.01, 0.06);
  const rod = frame(side * (kind < 0.92 ? between(random, 0.1, 0.5) : 2));
  return placeFigure({ pad: [bent(half, random)], shaft: [], emblem: [] }, rod);
}

/** A rod whose ends may be cut at a slant. */
function bent(half: number, random: Random): Primitive {
  const slant = between(random, -0.06, 0.06);
  return {
    kind: 'polygon',
    corners: [
      [-0.5 + slant, -half],
      [0.5 + slant, -half],
      [0.5 - slant, half],
      [-0.5 - slant, half],
    ],
  };
}

function placeFigure(
  parts: { readonly [part in 'pad' | 'shaft' | 'emblem']: readonly Primitive[] },
  frame: Frame,
  classIndex?: number,
): Figure {
  const place = (primitives: readonly Primitive[]) =>
    primitives.map((primitive) => placePrimitive(primitive, frame));
  const [pad, shaft, emblem] = [place(parts.pad), place(parts.shaft), place(parts.emblem)];
  const body = [...pad, ...shaft];
  const box = extentOf([...body, ...emblem]);
  const figure = { body, pad, emblem, box, length: frame.scale, center: frame.center };
  return classIndex === undefined ? figure : { ...figure, classIndex };
}

/** A figure with the points of it that nothing hides yet. */
interface Placed {
  readonly figure: Figure;
  readonly distance: Distance;
  readonly whole: Points;
  readonly emblem: Points;
}

interface Points {
  readonly total: number;
  visible: readonly (readonly [number, number])[];
}

function tryToPlace(placed: Placed[], draw: () => Figure): void {
  for (let attempt = 0; attempt < 12; attempt++) {
    const figure = draw();
    const distance = distanceTo([...figure.body, ...figure.emblem]);
    const remaining = placed.map((other) => ({
      whole: other.whole.visible.filter(([x, y]) => distance(x, y) > 0),
      emblem: other.emblem.visible.filter(([x, y]) => distance(x, y) > 0),
    }));
    const hides = placed.some(
      (other, index) =>
        remaining[index]!.whole.length < LEAST_VISIBLE * other.whole.total ||
        remaining[index]!.emblem.length < LEAST_EMBLEM_VISIBLE * other.emblem.total,
    );
    if (hides) continue;
    placed.forEach((other, index) => {
      other.whole.visible = remaining[index]!.whole;
      other.emblem.visible = remaining[index]!.emblem;
    });
    const isTool = figure.classIndex !== undefined;
    placed.push({
      figure,
      distance,
      whole: isTool ? pointsInside([...figure.body, ...figure.emblem], figure.length) : NO_POINTS(),
      emblem: isTool ? pointsInside(figure.emblem, figure.length) : NO_POINTS(),
    });
    return;
  }
}

const NO_POINTS = (): Points => ({ total: 0, visible: [] });

/** Points of a square grid, 1/24 of the length apart, that lie inside. */
function pointsInside(primitives: readonly Primitive[], length: number): Points {
  const distance = distanceTo(primitives);
  const [x1, y1, x2, y2] = extentOf(primitives);
  const step = length / 24;
  const visible: [number, number][] = [];
  for (let y = y1 + step / 2; y < y2; y += step) {
    for (let x = x1 + step / 2; x < x2; x += step) if (distance(x, y) < 0) visible.push([x, y]);
  }
  return { total: visible.length, visible };
}
