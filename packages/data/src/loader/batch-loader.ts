import type { DetectionDataset } from '../dataset.ts';
import type { Transform } from '../sample.ts';
import type { BatchMaking } from './batch-making.ts';
import type { PlannedImage } from './batch-plan.ts';
import type { HostBatch } from './host-batch.ts';

/** Makes batches in plain arrays, wherever that happens. */
export interface BatchLoader {
  /** Same plan, same batch: threads and timing change nothing. Fails where an image cannot be read. */
  load(
    plan: readonly PlannedImage[],
    source: { readonly dataset: DetectionDataset; readonly transforms: readonly Transform[] },
    making: BatchMaking,
  ): Promise<HostBatch>;
  /** Ends its threads and forgets what it kept; batches under way fail. */
  close(): Promise<void>;
}
