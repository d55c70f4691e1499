import type { Color } from '../images/place.ts';
import type { Noise } from './noise.ts';
import { distanceTo, extentOf, type Primitive } from './primitive.ts';

/** Primitives with one colour. */
export interface Coat {
  readonly primitives: readonly Primitive[];
  readonly color: Color;
}

/** How a figure's surface looks. */
export interface Finish {
  /** Later coats lie on top of earlier ones; together they are one figure with one outline. */
  readonly coats: readonly Coat[];
  /** Drawn on the figure only, and not part of its outline. */
  readonly decal?: Coat;
  /** Pixels along the outline whose colour is multiplied by `edgeGain`. */
  readonly edgeWidth: number;
  readonly edgeGain: number;
  /** Multiplies the colour at each pixel. */
  readonly shade: Noise;
  /** 0 invisible … 1 opaque. */
  readonly opacity: number;
}

/** Paints a figure on a canvas [H, W, 3]; outlines fade over `softness` pixels. */
export function paintFigure(
  canvas: Float32Array,
  width: number,
  height: number,
  finish: Finish,
  softness: number,
): void {
  const coats = finish.coats.map(({ primitives, color }) => ({ distance: distanceTo(primitives), color }));
  const decal = finish.decal === undefined ? undefined : distanceTo(finish.decal.primitives);
  const [left, top, right, bottom] = extentOf(finish.coats.flatMap((coat) => coat.primitives));
  const x1 = Math.max(0, Math.floor(left - softness));
  const x2 = Math.min(width, Math.ceil(right + softness));
  const y2 = Math.min(height, Math.ceil(bottom + softness));
  for (let y = Math.max(0, Math.floor(top - softness)); y < y2; y++) {
    for (let x = x1; x < x2; x++) {
      let distance = Number.POSITIVE_INFINITY;
      let color = coats[0]!.color;
      for (const coat of coats) {
        const own = coat.distance(x + 0.5, y + 0.5);
        if (own < distance || own < 0) color = coat.color;
        distance = Math.min(distance, own);
      }
      const cover = Math.min(0.5 - distance / softness, 1) * finish.opacity;
      if (cover <= 0) continue;
      if (decal !== undefined && decal(x + 0.5, y + 0.5) < 0) color = finish.decal!.color;
      const gain = finish.shade(x, y) * (distance > -finish.edgeWidth ? finish.edgeGain : 1);
      const at = (y * width + x) * 3;
      for (let channel = 0; channel < 3; channel++) {
        const below = canvas[at + channel]!;
        canvas[at + channel] = below + (color[channel]! * gain - below) * cover;
      }
    }
  }
}
