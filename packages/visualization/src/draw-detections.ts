import { expectThat } from '@tandem-det/base';
import type { Box, RgbImage } from '@tandem-det/data';
import sharp from 'sharp';
import { labelSize, labelSvg } from './label.ts';
import { classColor, type HexColor } from './palette.ts';

/** A box to draw, in pixels of the image. */
export interface DrawnBox {
  readonly box: Box;
  readonly classIndex: number;
}

export interface DrawnDetection extends DrawnBox {
  /** In [0, 1]. */
  readonly score: number;
}

export interface DrawDetectionsOptions {
  readonly detections?: readonly DrawnDetection[];
  /** Annotated objects: dashed, named below. */
  readonly truth?: readonly DrawnBox[];
  readonly classes: readonly { readonly name: string }[];
  /** Detections below this score are not drawn. */
  readonly scoreThreshold?: number;
  /** Pixels of the picture per pixel of the image, a whole number; by default the picture has 480 or more. */
  readonly zoom?: number;
}

/**
 * A PNG of the image with its detections (solid, the best on top, each with class and score) and
 * annotated objects (dashed), in one colour per class.
 */
export async function drawDetections(image: RgbImage, options: DrawDetectionsOptions): Promise<Buffer> {
  const { detections = [], truth = [], classes, scoreThreshold = 0.3 } = options;
  const { zoom = Math.ceil(480 / Math.max(image.width, image.height)) } = options;
  expectThat(Number.isInteger(zoom) && zoom >= 1, 'drawDetections: zoom', 'an integer ≥ 1', String(zoom));
  for (const { classIndex } of [...truth, ...detections]) {
    expectThat(
      classes[classIndex] !== undefined,
      'drawDetections: classIndex',
      `one of ${classes.length} classes`,
      String(classIndex),
    );
  }
  const width = image.width * zoom;
  const height = image.height * zoom;
  const dot = Math.max(width, height) >= 480 ? 2 : 1;
  const shown = detections
    .filter((detection) => detection.score >= scoreThreshold)
    .toSorted((a, b) => a.score - b.score);
  const overlay = [
    ...truth.map(({ box, classIndex }) => boxSvg(scaled(box, zoom), classColor(classIndex), '6 4')),
    ...shown.map(({ box, classIndex }) => boxSvg(scaled(box, zoom), classColor(classIndex))),
    ...truth.map(({ box, classIndex }) => {
      const text = classes[classIndex]!.name;
      const [x1, , , y2] = scaled(box, zoom);
      return tagSvg(text, x1, y2, dot, classColor(classIndex), { width, height });
    }),
    ...shown.map(({ box, classIndex, score }) => {
      const text = `${classes[classIndex]!.name} ${score.toFixed(2)}`;
      const { height: tall } = labelSize(text, dot);
      const [x1, y1] = scaled(box, zoom);
      return tagSvg(text, x1, y1 - tall, dot, classColor(classIndex), { width, height });
    }),
  ];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${overlay.join('')}</svg>`;
  return sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } })
    .resize(width, height, { kernel: 'nearest' })
    .composite([{ input: Buffer.from(svg) }])
    .png()
    .toBuffer();
}

function scaled([x1, y1, x2, y2]: Box, zoom: number): Box {
  return [x1 * zoom, y1 * zoom, x2 * zoom, y2 * zoom];
}

/** A line of 2 pixels centred on the edge of the box, on a darker one that shows on any ground. */
function boxSvg([x1, y1, x2, y2]: Box, color: HexColor, dashes = ''): string {
  const place = `x="${x1}" y="${y1}" width="${x2 - x1}" height="${y2 - y1}" fill="none" shape-rendering="crispEdges"`;
  const pattern = dashes === '' ? '' : ` stroke-dasharray="${dashes}"`;
  const ground = `<rect ${place} stroke="#000000" stroke-opacity="0.6" stroke-width="4" />`;
  return `${ground}<rect ${place} stroke="${color}" stroke-width="2"${pattern} />`;
}

/** A label near (x, y), moved so that it stays in the picture. */
function tagSvg(
  text: string,
  x: number,
  y: number,
  dot: number,
  color: HexColor,
  picture: { readonly width: number; readonly height: number },
): string {
  const { width, height } = labelSize(text, dot);
  const left = Math.max(0, Math.min(Math.round(x) - 1, picture.width - width));
  const top = Math.max(0, Math.min(Math.round(y), picture.height - height));
  return labelSvg(text, left, top, dot, color);
}
