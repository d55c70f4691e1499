import { expectThat } from '@tandem-det/base';

/** Throws unless topK is a whole number of at least 1 and the other options are numbers of at least 0. */
export function checkOptions(assigner: string, topK: number, others: Readonly<Record<string, number>>): void {
  expectThat(
    Number.isInteger(topK) && topK >= 1,
    `${assigner}: topK`,
    'a whole number of priors ≥ 1',
    String(topK),
  );
  for (const [name, value] of Object.entries(others)) {
    expectThat(value >= 0 && value < Infinity, `${assigner}: ${name}`, 'a number ≥ 0', String(value));
  }
}
