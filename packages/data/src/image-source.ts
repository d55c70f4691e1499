import type { ImageSource, RgbImage } from './dataset.ts';
import { loadEntry } from './files/image-entry.ts';
import { renderSceneOf } from './scenes/scene-image.ts';

/** The pixels. Throws an ExpectationError for a file that cannot be read or has another size. */
export async function loadSource(source: ImageSource): Promise<RgbImage> {
  return source.kind === 'file' ? loadEntry(source.entry) : renderSceneOf(source.keys, source.size);
}
