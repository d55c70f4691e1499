import type { BoxCounts } from './count-boxes.ts';
import type { AlignmentSummary } from './summarize-alignment.ts';

/** Alignment and boxes for a person, a line each. A dash stands where there is nothing to measure. */
export function formatAlignment(alignment: AlignmentSummary & BoxCounts): string {
  const { correlation, rankCorrelation, topIou, correct, redundant, error, background } = alignment;
  return [
    ['correlation of score and IoU, top 50', number(correlation)],
    ['correlation of their ranks', number(rankCorrelation)],
    ['mean IoU, top 10', number(topIou)],
    ['correct boxes', String(correct)],
    ['redundant boxes', String(redundant)],
    ['error boxes', String(error)],
    ['background boxes', String(background)],
  ]
    .map(([name, value]) => `${name!.padEnd(37)} ${value!.padStart(7)}`)
    .join('\n');
}

function number(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}
