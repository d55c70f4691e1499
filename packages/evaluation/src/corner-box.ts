/** x1, y1, x2, y2 in pixels. */
export type CornerBox = readonly [x1: number, y1: number, x2: number, y2: number];
