import type { DetectionDataset, RgbImage } from './dataset.ts';

/**
 * The same dataset with decoded pixels kept in memory, first come first kept, up to `maxBytes`; later
 * images are read anew each time. Worth it where rendering or decoding costs more than memory.
 */
export function cacheImages(
  dataset: DetectionDataset,
  { maxBytes = 512 * 2 ** 20 }: { readonly maxBytes?: number } = {},
): DetectionDataset {
  let bytes = 0;
  const images = dataset.images.map((record) => {
    let kept: RgbImage | undefined;
    const load = async (): Promise<RgbImage> => {
      if (kept !== undefined) return kept;
      const image = await record.load();
      if (kept === undefined && bytes + image.data.length <= maxBytes) {
        kept = image;
        bytes += image.data.length;
      }
      return image;
    };
    return { ...record, load };
  });
  return { ...dataset, images };
}
