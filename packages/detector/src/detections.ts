/** What was found in one image, best first; plain values. */
export interface Detections {
  /** x1, y1, x2, y2 of each, in pixels of the network's input. */
  readonly boxes: readonly (readonly [number, number, number, number])[];
  /** In (0, 1]. */
  readonly scores: readonly number[];
  /** Index into the detector's classes. */
  readonly classes: readonly number[];
}

/** From the original image to the network's input: `x' = scaleX · x + offsetX`, likewise y. */
export interface InputGeometry {
  readonly scaleX: number;
  readonly scaleY: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

/**
 * The same detections in pixels of the original image, from the geometry that `@tandem-det/data` keeps with
 * every image of a batch. A flip (negative scale) is undone as well. Boxes are clipped to `size` if given.
 */
export function detectionsInOriginal(
  { boxes, scores, classes }: Detections,
  { scaleX, scaleY, offsetX, offsetY }: InputGeometry,
  size?: { readonly height: number; readonly width: number },
): Detections {
  const back = (first: number, second: number, scale: number, offset: number, end: number) => {
    const sides = [(first - offset) / scale, (second - offset) / scale].map((side) =>
      Math.min(Math.max(side, size === undefined ? side : 0), end),
    );
    return [Math.min(...sides), Math.max(...sides)] as const;
  };
  return {
    boxes: boxes.map(([x1, y1, x2, y2]) => {
      const [left, right] = back(x1, x2, scaleX, offsetX, size?.width ?? Infinity);
      const [top, bottom] = back(y1, y2, scaleY, offsetY, size?.height ?? Infinity);
      return [left, top, right, bottom] as const;
    }),
    scores,
    classes,
  };
}
