import { element } from './dom.ts';
import { heat, type MapLevel } from './heat.ts';

export interface Place {
  readonly center: readonly [x: number, y: number];
  readonly box: readonly [x1: number, y1: number, x2: number, y2: number];
  readonly score: number;
  readonly iou: number;
}

export interface MapOptions {
  /** Of the image. */
  readonly size: { readonly width: number; readonly height: number };
  readonly picture: HTMLImageElement;
  /** Of the object. */
  readonly box: Place['box'];
  readonly levels: readonly MapLevel[];
  /** A byte for each cell, level after level. */
  readonly values: Uint8Array;
  /** Index of a level; -1 for all. */
  readonly level: number;
  readonly classification: Place;
  readonly localization: Place;
  /** The place whose box is drawn. */
  readonly keep: Place;
}

/** The picture in gray with a map over it, the object's box dashed, a cross and a ring at the two places. */
export function mapCanvas(options: MapOptions): HTMLCanvasElement {
  const { size, picture, box, levels, values, level, classification, localization, keep } = options;
  const zoom = Math.min(2, Math.max(1, 720 / Math.max(size.width, size.height)) * devicePixelRatio);
  const [width, height] = [Math.round(size.width * zoom), Math.round(size.height * zoom)];
  const canvas = element('canvas', { width, height });
  const context = canvas.getContext('2d')!;
  context.filter = 'grayscale(1)';
  context.drawImage(picture, 0, 0, width, height);
  context.filter = 'none';
  context.imageSmoothingEnabled = true;
  const grid = heat(levels, values, level);
  const cell = grid.step * zoom;
  const [left, top] = [grid.left * zoom, grid.top * zoom];
  context.drawImage(grid.canvas, left, top, grid.canvas.width * cell, grid.canvas.height * cell);

  const unit = Math.max(width, height) / 360;
  const stroke = (color: string, line: number, path: () => void, dashes: readonly number[] = []) => {
    context.setLineDash(dashes.map((dash) => dash * unit));
    for (const [ink, extra] of [
      ['rgb(0 0 0 / .7)', 2],
      [color, 0],
    ] as const) {
      context.strokeStyle = ink;
      context.lineWidth = (line + extra) * unit;
      context.beginPath();
      path();
      context.stroke();
    }
  };
  const outline = ([x1, y1, x2, y2]: Place['box']) =>
    context.rect(x1 * zoom, y1 * zoom, (x2 - x1) * zoom, (y2 - y1) * zoom);
  stroke('#ffffff', 1.5, () => outline(box), [6, 4]);
  stroke('#35c4ff', 1.8, () => outline(keep.box));
  const radius = 5 * unit;
  const [cx, cy] = [classification.center[0] * zoom, classification.center[1] * zoom];
  stroke('#ffffff', 2, () => {
    context.moveTo(cx - radius, cy - radius);
    context.lineTo(cx + radius, cy + radius);
    context.moveTo(cx + radius, cy - radius);
    context.lineTo(cx - radius, cy + radius);
  });
  const [lx, ly] = [localization.center[0] * zoom, localization.center[1] * zoom];
  stroke('#7dff9b', 2, () => context.arc(lx, ly, 1.5 * radius, 0, 2 * Math.PI));
  return canvas;
}
