import type { RunRecord } from '../records/run-record.ts';
import type { PaperFigures } from '../study/paper-figures.ts';
import { type Difference, differences } from './differences.ts';
import { type Spread, spread } from './spread.ts';

/** Figures of table 6 of the TOOD paper over the seeds; undefined where no run has one. */
export type AlignmentSpread = Readonly<
  Record<'correlation' | 'rankCorrelation' | 'topIou' | 'correct' | 'redundant' | 'error', Spread | undefined>
>;

/** One row of a study's table: a cell over its seeds. Figures are in percent. */
export interface SummaryRow {
  readonly name: string;
  readonly runs: number;
  readonly ap: Spread;
  readonly ap50: Spread;
  readonly ap75: Spread;
  /** Of AP to the base's; undefined for the base itself and where no seed is common. */
  readonly difference: Difference | undefined;
  /** Millions. */
  readonly parameters: number;
  /** Of training, per run. */
  readonly seconds: number;
  readonly paper: PaperFigures | undefined;
  /** Not in percent. */
  readonly alignment: AlignmentSpread;
}

export interface SummaryOptions {
  /** The cell that the others are compared with; the first record's where absent. */
  readonly base?: string;
  /** Published figures by the cell's name. */
  readonly paper?: Readonly<Record<string, PaperFigures>>;
}

/** The rows of a study's table, in the order in which the cells first occur. */
export function summarize(
  records: readonly RunRecord[],
  { base = records[0]?.name ?? '', paper = {} }: SummaryOptions = {},
): SummaryRow[] {
  const names = [...new Set(records.map(({ name }) => name))];
  const others = differences(records, base);
  return names.map((name) => {
    const runs = records.filter((record) => record.name === name);
    const percent = (key: 'ap' | 'ap50' | 'ap75') => spread(runs.map(({ stats }) => 100 * stats[key]));
    return {
      name,
      runs: runs.length,
      ap: percent('ap'),
      ap50: percent('ap50'),
      ap75: percent('ap75'),
      difference: others.find((difference) => difference.name === name),
      parameters: runs[0]!.parameters / 1e6,
      seconds: spread(runs.map(({ seconds }) => seconds)).mean,
      paper: paper[name],
      alignment: alignmentOver(runs),
    };
  });
}

function alignmentOver(runs: readonly RunRecord[]): AlignmentSpread {
  const over = (key: keyof AlignmentSpread) => {
    const values = runs.flatMap(({ alignment }) => alignment?.[key] ?? []);
    return values.length === 0 ? undefined : spread(values);
  };
  return {
    correlation: over('correlation'),
    rankCorrelation: over('rankCorrelation'),
    topIou: over('topIou'),
    correct: over('correct'),
    redundant: over('redundant'),
    error: over('error'),
  };
}
