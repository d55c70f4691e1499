import { type Difference, differenceText, type Verdict } from './differences.ts';
import type { SummaryRow } from './summary.ts';

const TITLES: readonly (readonly [Verdict, string])[] = [
  ['better', 'Better than'],
  ['worse', 'Worse than'],
  ['within noise', 'Within noise of'],
  ['one seed', 'Not known to differ, for one seed tells nothing of noise, from'],
];

/** What a study's rows say in words: a sentence for each verdict that some cell has; none for a single cell. */
export function findings(rows: readonly SummaryRow[], base: string): string[] {
  const found = rows.map(({ difference }) => difference).filter((each) => each !== undefined);
  return TITLES.flatMap(([verdict, title]) => {
    const cells = found.filter((difference) => difference.verdict === verdict);
    return cells.length === 0 ? [] : [`${title} ${base}: ${cells.map(cellText).join('; ')}.`];
  });
}

function cellText(difference: Difference): string {
  const amount = differenceText(difference).replace(` ${difference.verdict}`, '');
  return `${difference.name}, ${amount} AP`;
}
