import { loadParameters } from '@tandem-det/checkpoints';
import type { Detector } from '@tandem-det/detector';

/** Fills a detector from a checkpoint of the same model and classes. */
export async function loadWeights(
  detector: Pick<Detector, 'parameters' | 'classes'>,
  path: string,
): Promise<void> {
  await loadParameters(detector.parameters, path, { classes: detector.classes });
}
