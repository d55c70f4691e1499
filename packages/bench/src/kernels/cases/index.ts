import type { CasesOf } from '../case.ts';
import { assignmentCases } from './assignment.ts';
import { convolutionCases } from './convolution.ts';
import { deformableCases } from './deformable.ts';
import { lossCases } from './losses.ts';
import { normalizationCases } from './normalization.ts';
import { overlapCases } from './overlaps.ts';
import { resamplingCases } from './resampling.ts';
import { suppressionCases } from './suppression.ts';
import { updateCases } from './updates.ts';

const sources: readonly CasesOf[] = [
  convolutionCases,
  deformableCases,
  normalizationCases,
  resamplingCases,
  lossCases,
  overlapCases,
  assignmentCases,
  suppressionCases,
  updateCases,
];

/** Everything that `pnpm bench kernels` times, in the order of its table. */
export const kernelCases: CasesOf = (shrink) => sources.flatMap((cases) => cases(shrink));
