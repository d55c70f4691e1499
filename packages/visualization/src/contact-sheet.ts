import { expectThat } from '@tandem-det/base';
import sharp from 'sharp';

export interface ContactSheetOptions {
  /** As many as make the sheet about square by default. */
  readonly columns?: number;
  /** Pixels between pictures. */
  readonly gap?: number;
}

/** One PNG with encoded pictures in rows, each in a cell of the largest one's size, on white. */
export async function contactSheet(
  pictures: readonly Uint8Array[],
  options: ContactSheetOptions = {},
): Promise<Buffer> {
  const { columns = Math.ceil(Math.sqrt(pictures.length)), gap = 4 } = options;
  expectThat(pictures.length > 0, 'contactSheet', 'at least one picture', 'none');
  expectThat(
    Number.isInteger(columns) && columns >= 1,
    'contactSheet: columns',
    'an integer ≥ 1',
    String(columns),
  );
  const sizes = await Promise.all(pictures.map((picture) => sharp(picture).metadata()));
  const width = Math.max(...sizes.map((size) => size.width)) + gap;
  const height = Math.max(...sizes.map((size) => size.height)) + gap;
  const rows = Math.ceil(pictures.length / columns);
  const cells = pictures.map((picture, index) => ({
    input: Buffer.from(picture),
    left: gap + (index % columns) * width,
    top: gap + Math.floor(index / columns) * height,
  }));
  return sharp({
    create: { width: gap + columns * width, height: gap + rows * height, channels: 3, background: '#ffffff' },
  })
    .composite(cells)
    .png()
    .toBuffer();
}
