import type { DetectionDataset } from '../dataset.ts';
import type { ColorProfile } from '../images/decode.ts';
import { loadEntry } from './image-entry.ts';

/** The same dataset, whose image files are read with or without the colour profiles in them. */
export function withColorProfile(dataset: DetectionDataset, colorProfile: ColorProfile): DetectionDataset {
  const images = dataset.images.map((record) => {
    if (record.source?.kind !== 'file') return record;
    const entry = { ...record.source.entry, colorProfile };
    return { ...record, source: { kind: 'file' as const, entry }, load: () => loadEntry(entry) };
  });
  return { ...dataset, images };
}
