import type { RgbImage } from '../dataset.ts';
import type { Color } from '../images/place.ts';
import type { Size } from '../images/size.ts';
import { mix32, type Random } from '../random.ts';
import { paintBackground } from './background.ts';
import { darkColor, dullColor, vividColor } from './color.ts';
import { between, chance, direction, integerBetween, oneOf } from './draw.ts';
import type { Figure, Layout } from './layout.ts';
import { valueNoise } from './noise.ts';
import { type Finish, paintFigure } from './paint.ts';
import type { Primitive } from './primitive.ts';

/** Renders a scene. Only + − × ÷, sqrt, floor and integer operations: the same bytes on every machine. */
export function renderScene({ width, height }: Size, layout: Layout, random: Random): RgbImage {
  const canvas = new Float32Array(width * height * 3);
  paintBackground(canvas, width, height, [dullColor(random), dullColor(random)], random);
  const softness = between(random, 1, 1.8);
  const shadow = chance(random, 0.5) ? randomShadow(random) : undefined;
  for (const figure of [...layout.behind, ...layout.figures]) {
    if (shadow !== undefined) paintFigure(canvas, width, height, shadowOf(figure, shadow), softness + 2);
    paintFigure(canvas, width, height, finishOf(figure, random), softness);
  }
  return develop(canvas, { width, height }, random);
}

/** Colours, texture and decoration, none of which depend on the class. */
function finishOf(figure: Figure, random: Random): Finish {
  const isTool = figure.classIndex !== undefined;
  const color = isTool ? vividColor(random) : clutterColor(random);
  const emblem = darkColor(random);
  const texture = valueNoise(integerBetween(random, 0, 2 ** 31), between(random, 2, 8));
  const strength = between(random, 0, 0.35);
  const { cos, sin } = direction(random);
  const slope = between(random, 0, 0.5) / figure.length;
  const [centerX, centerY] = figure.center;
  const decal = chance(random, isTool ? 0.15 : 0.4) ? decalOn(figure.pad[0]!, random) : undefined;
  return {
    coats: [
      { primitives: figure.body, color },
      ...(figure.emblem.length > 0 ? [{ primitives: figure.emblem, color: emblem }] : []),
    ],
    ...(decal === undefined ? {} : { decal: { primitives: [decal], color: clutterColor(random) } }),
    edgeWidth: chance(random, 0.5) ? between(random, 0.5, 1.5) : 0,
    edgeGain: between(random, 0.4, 0.8),
    shade: (x, y) =>
      1 + strength * (texture(x, y) - 0.5) + slope * (cos * (x - centerX) + sin * (y - centerY)),
    opacity: 1,
  };
}

/** As any part of a tool or of the ground may look. */
function clutterColor(random: Random): Color {
  return oneOf(random, [vividColor, dullColor, darkColor])(random);
}

/** A spot on a pad: it says nothing about the class. */
function decalOn(pad: Primitive, random: Random): Primitive {
  const share = between(random, 0.25, 0.55);
  if (pad.kind !== 'polygon') return { kind: 'disc', center: pad.center, radius: pad.radius * share };
  const count = pad.corners.length;
  const x = pad.corners.reduce((sum, corner) => sum + corner[0], 0) / count;
  const y = pad.corners.reduce((sum, corner) => sum + corner[1], 0) / count;
  const corners = pad.corners.map(
    (corner) => [x + (corner[0] - x) * share, y + (corner[1] - y) * share] as const,
  );
  return { kind: 'polygon', corners };
}

interface Shadow {
  readonly x: number;
  readonly y: number;
  readonly opacity: number;
}

function randomShadow(random: Random): Shadow {
  const { cos, sin } = direction(random);
  const reach = between(random, 1, 3);
  return { x: cos * reach, y: sin * reach, opacity: between(random, 0.15, 0.45) };
}

function shadowOf(figure: Figure, { x, y, opacity }: Shadow): Finish {
  const shift = (primitive: Primitive): Primitive =>
    primitive.kind === 'polygon'
      ? { ...primitive, corners: primitive.corners.map((corner) => [corner[0] + x, corner[1] + y]) }
      : { ...primitive, center: [primitive.center[0] + x, primitive.center[1] + y] };
  const primitives = [...figure.body, ...figure.emblem].map(shift);
  return { coats: [{ primitives, color: [0, 0, 0] }], edgeWidth: 0, edgeGain: 1, shade: () => 1, opacity };
}

/** Light that falls off to one side, a colour cast and sensor noise; then whole numbers from 0 to 255. */
function develop(canvas: Float32Array, { width, height }: Size, random: Random): RgbImage {
  const brightness = between(random, 0.7, 1.15);
  const cast = [
    between(random, 0.85, 1.15),
    between(random, 0.85, 1.15),
    between(random, 0.85, 1.15),
  ] as const;
  const { cos, sin } = direction(random);
  const fall = between(random, 0, 0.5) / Math.max(width, height);
  const amplitude = between(random, 3, 24);
  const key = integerBetween(random, 0, 2 ** 31);
  const data = new Uint8Array(canvas.length);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const light = brightness * (1 + fall * (cos * (x - width / 2) + sin * (y - height / 2)));
      for (let channel = 0; channel < 3; channel++, at++) {
        const bits = mix32(key + at);
        const grain = ((bits & 0xffff) + (bits >>> 16)) / 0xffff - 1; // triangular in [-1, 1]
        const value = canvas[at]! * light * cast[channel]! + amplitude * grain;
        data[at] = Math.min(Math.max(Math.floor(value + 0.5), 0), 255);
      }
    }
  }
  return { width, height, data };
}
