import type { AccuracyOp } from './accuracy-case.ts';
import { assignments } from './assignments.ts';
import { convolutions } from './convolutions.ts';
import { elementwise } from './elementwise.ts';
import { logits } from './logits.ts';
import { normalisation } from './normalisation.ts';
import { overlaps } from './overlaps.ts';
import { resampling } from './resampling.ts';
import { suppression } from './suppression.ts';

/** Every op that the package exports, beside what it should compute. */
export const accuracyOps: readonly AccuracyOp[] = [
  ...convolutions,
  ...resampling,
  ...normalisation,
  ...elementwise,
  ...logits,
  ...overlaps,
  ...assignments,
  ...suppression,
];
