import { escapeHtml } from '../report/escape-html.ts';

/** x, y, width, height in pixels of the image. */
export type DrawnRectangle = readonly [x: number, y: number, width: number, height: number];

/** A box, on a darker one that shows on any ground; the class around it gives the colour. */
export function boxSvg([x, y, width, height]: DrawnRectangle): string {
  const place = `x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"`;
  return `<rect class="ground" ${place}/><rect ${place}/>`;
}

/** Words above or below a box, moved inside where the image has no room for them. */
export function labelSvg(
  [x, y, width, height]: DrawnRectangle,
  text: string,
  letter: number,
  image: { readonly width: number; readonly height: number; readonly below: boolean },
): string {
  const [above, below] = [y - 0.3 * letter, y + height + letter];
  const baseline = image.below ? Math.min(below, image.height - 0.3 * letter) : Math.max(above, letter);
  const wide = x + 0.6 * letter * text.length > image.width;
  const place = wide ? `x="${round(x + width)}" text-anchor="end"` : `x="${round(x + 0.15 * letter)}"`;
  return `<text ${place} y="${round(baseline)}">${escapeHtml(text)}</text>`;
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}
