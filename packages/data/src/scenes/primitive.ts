import type { Box } from '../dataset.ts';

export type Point = readonly [x: number, y: number];

/** What shapes are made of. All keep their kind under a similarity, so their extents stay exact. */
export type Primitive =
  | { readonly kind: 'disc'; readonly center: Point; readonly radius: number }
  /** Between two circles: radius ± thickness / 2. */
  | { readonly kind: 'ring'; readonly center: Point; readonly radius: number; readonly thickness: number }
  /** Convex, corners in the order in which the inside lies at the left of each side (y downwards: clockwise on screen). */
  | { readonly kind: 'polygon'; readonly corners: readonly Point[] };

/** A turn, a uniform scale and a shift: (x, y) → center + scale · (cos x − sin y, sin x + cos y). */
export interface Frame {
  readonly center: Point;
  readonly scale: number;
  readonly cos: number;
  readonly sin: number;
}

/** An axis-aligned rectangle. */
export function rectangle(x1: number, y1: number, x2: number, y2: number): Primitive {
  return {
    kind: 'polygon',
    corners: [
      [x1, y1],
      [x2, y1],
      [x2, y2],
      [x1, y2],
    ],
  };
}

export function placePrimitive(primitive: Primitive, frame: Frame): Primitive {
  const { scale, cos, sin } = frame;
  const place = ([x, y]: Point): Point => [
    frame.center[0] + scale * (cos * x - sin * y),
    frame.center[1] + scale * (sin * x + cos * y),
  ];
  switch (primitive.kind) {
    case 'disc':
      return { kind: 'disc', center: place(primitive.center), radius: primitive.radius * scale };
    case 'ring':
      return {
        kind: 'ring',
        center: place(primitive.center),
        radius: primitive.radius * scale,
        thickness: primitive.thickness * scale,
      };
    case 'polygon':
      return { kind: 'polygon', corners: primitive.corners.map(place) };
  }
}

/** The smallest box around all of the primitives. */
export function extentOf(primitives: readonly Primitive[]): Box {
  const extents = primitives.map((primitive): Box => {
    if (primitive.kind === 'polygon') {
      const xs = primitive.corners.map(([x]) => x);
      const ys = primitive.corners.map(([, y]) => y);
      return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    }
    const [x, y] = primitive.center;
    const reach = primitive.radius + (primitive.kind === 'ring' ? primitive.thickness / 2 : 0);
    return [x - reach, y - reach, x + reach, y + reach];
  });
  return [
    Math.min(...extents.map((extent) => extent[0])),
    Math.min(...extents.map((extent) => extent[1])),
    Math.max(...extents.map((extent) => extent[2])),
    Math.max(...extents.map((extent) => extent[3])),
  ];
}

/** Distance to an outline in pixels: negative inside, positive outside. */
export type Distance = (x: number, y: number) => number;

/**
 * Distance to the union. Outside of a polygon's corner it is the distance to the nearer side's line, a
 * little too small. Uses sqrt, which IEEE 754 rounds correctly, and no other function of the engine's own.
 */
export function distanceTo(primitives: readonly Primitive[]): Distance {
  const distances = primitives.map(distanceToOne);
  if (distances.length === 1) return distances[0]!;
  return (x, y) => {
    let nearest = Number.POSITIVE_INFINITY;
    for (const distance of distances) nearest = Math.min(nearest, distance(x, y));
    return nearest;
  };
}

function distanceToOne(primitive: Primitive): Distance {
  if (primitive.kind === 'polygon') return distanceToPolygon(primitive.corners);
  const [centerX, centerY] = primitive.center;
  const { radius } = primitive;
  const fromCenter = (x: number, y: number) =>
    Math.sqrt((x - centerX) * (x - centerX) + (y - centerY) * (y - centerY));
  if (primitive.kind === 'disc') return (x, y) => fromCenter(x, y) - radius;
  const half = primitive.thickness / 2;
  return (x, y) => Math.abs(fromCenter(x, y) - radius) - half;
}

function distanceToPolygon(corners: readonly Point[]): Distance {
  const sides = corners.map(([x1, y1], index) => {
    const [x2, y2] = corners[(index + 1) % corners.length]!;
    const length = Math.sqrt((x2 - x1) * (x2 - x1) + (y2 - y1) * (y2 - y1));
    const normalX = (y2 - y1) / length;
    const normalY = (x1 - x2) / length;
    return [normalX, normalY, normalX * x1 + normalY * y1] as const;
  });
  return (x, y) => {
    let farthest = Number.NEGATIVE_INFINITY;
    for (const side of sides) farthest = Math.max(farthest, side[0] * x + side[1] * y - side[2]);
    return farthest;
  };
}
