import { ADVANCE, GLYPH_HEIGHT, isInFont, textPath } from './font.ts';
import { type HexColor, inkOn } from './palette.ts';

/** Width and height in pixels of a label whose dots are `dot` pixels. */
export function labelSize(text: string, dot: number): { readonly width: number; readonly height: number } {
  return { width: ([...text].length * ADVANCE + 3) * dot, height: (GLYPH_HEIGHT + 3) * dot };
}

/**
 * SVG of a filled tag with a text, its top left corner at (x, y). Characters outside of ASCII are left to
 * the fonts of the machine.
 */
export function labelSvg(text: string, x: number, y: number, dot: number, color: HexColor): string {
  const { width, height } = labelSize(text, dot);
  const tag = `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${color}" />`;
  if (isInFont(text)) {
    return `${tag}<path d="${textPath(text, x + 2 * dot, y + 2 * dot, dot)}" fill="${inkOn(color)}" />`;
  }
  const size = GLYPH_HEIGHT * dot;
  const style = `font-family="sans-serif" font-size="${size}"`;
  return `${tag}<text x="${x + 2 * dot}" y="${y + GLYPH_HEIGHT * dot}" ${style} fill="${inkOn(color)}">${escapeXml(text)}</text>`;
}

/** A text as it may stand in XML, control characters left out. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(/\p{Cc}/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
