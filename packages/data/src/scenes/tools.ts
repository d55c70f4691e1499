import type { Random } from '../random.ts';
import { between, oneOf } from './draw.ts';
import { extentOf, type Primitive, rectangle } from './primitive.ts';

/**
 * A tool of length 1 along the x axis, its middle at the origin: pad at the negative end, a thin shaft,
 * and the emblem at the positive end. `emblem` is the telling part.
 */
export interface Tool {
  readonly pad: readonly Primitive[];
  readonly shaft: readonly Primitive[];
  readonly emblem: readonly Primitive[];
}

/** The classes of the scenes. The same pad belongs to two classes each: only the emblem tells them apart. */
export const TOOLS = [
  { name: 'key', pad: roundPad, emblem: ring },
  { name: 'paddle', pad: roundPad, emblem: bar },
  { name: 'tag', pad: squarePad, emblem: ring },
  { name: 'hammer', pad: squarePad, emblem: bar },
  { name: 'dart', pad: pointedPad, emblem: knob },
] as const;

/** A tool of this class with proportions of its own. */
export function drawTool(classIndex: number, random: Random): Tool {
  const { pad, emblem } = TOOLS[classIndex]!;
  const half = between(random, 0.035, 0.055);
  const end = emblem(random);
  const [emblemStart] = extentOf([end]);
  return {
    pad: [pad(random)],
    shaft: [rectangle(-0.2, -half, emblemStart + 0.02, half)],
    emblem: [end],
  };
}

/** A loose part, as clutter: looks like a piece of a tool and is none. */
export function drawLoosePart(random: Random): Primitive {
  return oneOf(random, [roundPad, squarePad, pointedPad, ring, bar])(random);
}

function roundPad(random: Random): Primitive {
  const radius = between(random, 0.19, 0.24);
  return { kind: 'disc', center: [radius - 0.5, 0], radius };
}

function squarePad(random: Random): Primitive {
  const length = between(random, 0.34, 0.42);
  const half = between(random, 0.17, 0.22);
  return rectangle(-0.5, -half, length - 0.5, half);
}

function pointedPad(random: Random): Primitive {
  const half = between(random, 0.19, 0.25);
  return {
    kind: 'polygon',
    corners: [
      [-0.5, 0],
      [-0.1, -half],
      [-0.1, half],
    ],
  };
}

function ring(random: Random): Primitive {
  const outer = between(random, 0.16, 0.19);
  const thickness = outer * between(random, 0.35, 0.45);
  return { kind: 'ring', center: [0.5 - outer, 0], radius: outer - thickness / 2, thickness };
}

function bar(random: Random): Primitive {
  const half = between(random, 0.21, 0.26);
  return rectangle(between(random, 0.34, 0.38), -half, 0.5, half);
}

function knob(random: Random): Primitive {
  const radius = between(random, 0.1, 0.13);
  return { kind: 'disc', center: [0.5 - radius, 0], radius };
}
