/** A colour as it stands in SVG: #rrggbb. */
export type HexColor = `#${string}`;

/**
 * Seven colours that people with any common kind of colour blindness tell apart.
 *
 * Source: M. Okabe and K. Ito, "Color Universal Design" (2002), without black; ordered so that
 * neighbours differ most.
 */
export const PALETTE: readonly HexColor[] = [
  '#e69f00',
  '#56b4e9',
  '#d55e00',
  '#009e73',
  '#f0e442',
  '#cc79a7',
  '#0072b2',
];

/** The colour of a class; it comes again after seven classes. */
export function classColor(classIndex: number): HexColor {
  return PALETTE[classIndex % PALETTE.length]!;
}

/** Black or white, whichever reads better on this colour (relative luminance of WCAG 2, threshold 0.18). */
export function inkOn(color: HexColor): HexColor {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue! > 0.18 ? '#000000' : '#ffffff';
}
