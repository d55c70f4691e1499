import { mean } from './correlation.ts';
import type { ObjectAlignment } from './object-alignment.ts';

/** Alignment over many objects. */
export interface AlignmentSummary {
  readonly objects: number;
  /** Mean over the objects where it is defined; null where it is nowhere. */
  readonly correlation: number | null;
  readonly rankCorrelation: number | null;
  /** Mean over all objects; null for none. */
  readonly topIou: number | null;
}

/** Means over objects, each counting once. */
export function summarizeAlignment(objects: readonly ObjectAlignment[]): AlignmentSummary {
  const over = (values: readonly (number | null)[]) => {
    const defined = values.filter((value) => value !== null);
    return defined.length === 0 ? null : mean(defined);
  };
  return {
    objects: objects.length,
    correlation: over(objects.map(({ correlation }) => correlation)),
    rankCorrelation: over(objects.map(({ rankCorrelation }) => rankCorrelation)),
    topIou: over(objects.map(({ topIou }) => topIou)),
  };
}
