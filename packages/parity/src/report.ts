import type { CaseResult } from './run-case.ts';
import type { Comparison } from './values/compare.ts';

const WORDS = { passed: 'pass', failed: 'FAIL', skipped: 'skip' } as const;

/** One line for a case: outcome, name, worst absolute and worst relative error. */
export function resultLine({ name, outcome, comparisons, reason }: CaseResult): string {
  const head = `${WORDS[outcome]}  ${name.padEnd(42)}`;
  if (outcome === 'skipped') return `${head}  ${reason}`;
  const errors = comparisons.length === 0 ? '' : `  ${errorsOf(worst(comparisons))}`;
  return `${head}${errors}${reason === undefined ? '' : `  ${reason}`}`;
}

/** A line per tensor where asked for, and always for those that failed. */
export function detailLines({ outcome, comparisons }: CaseResult, verbose: boolean): readonly string[] {
  return comparisons
    .filter(({ passed }) => verbose || (!passed && outcome === 'failed'))
    .map((comparison) => {
      const { name, passed, detail } = comparison;
      const line = `      ${passed ? 'ok  ' : 'FAIL'}  ${name.padEnd(44)}  ${errorsOf(comparison)}`;
      return detail === undefined ? line : `${line}  ${detail}`;
    });
}

/** What is not supported, by reason, and the counts. */
export function summaryLines(results: readonly CaseResult[]): readonly string[] {
  const reasons = new Map<string, string[]>();
  for (const { name, outcome, reason } of results) {
    if (outcome === 'skipped') reasons.set(reason!, [...(reasons.get(reason!) ?? []), name]);
  }
  const count = (outcome: CaseResult['outcome']) =>
    results.filter((result) => result.outcome === outcome).length;
  return [
    ...(reasons.size > 0 ? ['Not supported yet:'] : []),
    ...[...reasons].map(([reason, names]) => `  ${reason}: ${names.join(', ')}`),
    `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`,
  ];
}

function worst(comparisons: readonly Comparison[]): Pick<Comparison, 'absolute' | 'relative'> {
  const largest = (values: readonly number[]) =>
    values.some(Number.isNaN) ? Number.NaN : values.reduce((a, b) => Math.max(a, b), 0);
  return {
    absolute: largest(comparisons.map(({ absolute }) => absolute)),
    relative: largest(comparisons.map(({ relative }) => relative)),
  };
}

function errorsOf({ absolute, relative }: Pick<Comparison, 'absolute' | 'relative'>): string {
  return `abs ${absolute.toExponential(1).padStart(7)}  rel ${relative.toExponential(1).padStart(7)}`;
}
