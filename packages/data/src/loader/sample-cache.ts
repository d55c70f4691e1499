import type { ImageRecord } from '../dataset.ts';
import type { Sample, Transform } from '../sample.ts';

/**
 * Samples of images kept in memory, first come first kept, up to a number of bytes: as they are after the
 * leading transforms that are not random. With another list of transforms it begins anew.
 */
export interface SampleCache {
  /** What is kept of images that go through these transforms; their identity counts, as that of the images. */
  with(transforms: readonly Transform[]): KeptSamples;
  clear(): void;
}

export interface KeptSamples {
  get(record: ImageRecord): Sample | undefined;
  /** Whether a sample of this image would be kept. */
  wants(record: ImageRecord): boolean;
  /** Keeps the sample if it fits; its pixels must not change any more. */
  add(record: ImageRecord, sample: Sample): void;
}

export function sampleCache(maxBytes: number): SampleCache {
  let current: { readonly transforms: readonly Transform[]; readonly kept: KeptSamples } | undefined;
  return {
    with(transforms) {
      if (current?.transforms !== transforms) current = { transforms, kept: keptSamples(maxBytes) };
      return current.kept;
    },
    clear() {
      current = undefined;
    },
  };
}

function keptSamples(maxBytes: number): KeptSamples {
  const kept = new Map<ImageRecord, Sample>();
  let bytes = 0;
  let full = maxBytes <= 0;
  return {
    get: (record) => kept.get(record),
    wants: (record) => !full && !kept.has(record),
    add(record, sample) {
      if (kept.has(record)) return;
      const size = sample.image.data.length;
      full ||= bytes + size > maxBytes;
      if (full) return;
      bytes += size;
      kept.set(record, sample);
    },
  };
}

/** The sample with its pixels where every thread of this process sees them. */
export function sharedSample(sample: Sample): Sample {
  const { width, height, data } = sample.image;
  const shared = new Uint8Array(new SharedArrayBuffer(data.length));
  shared.set(data);
  return { ...sample, image: { width, height, data: shared } };
}
