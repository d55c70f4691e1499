import type { RunRecord } from './run-record.ts';

/** AP, AP50 and AP75 in percent. */
export type PaperFigures = readonly [ap: number, ap50: number, ap75: number];

export interface Spread {
  readonly mean: number;
  /** Sample standard deviation (n − 1); undefined for a single run. */
  readonly deviation: number | undefined;
}

/** Figures of table 6 of the TOOD paper over the seeds; undefined where no run has one. */
export type AlignmentSpread = Readonly<
  Record<'correlation' | 'rankCorrelation' | 'topIou' | 'correct' | 'redundant' | 'error', Spread | undefined>
>;

/** One row of the table of a grid: a detector over its seeds. Figures are in percent. */
export interface SummaryRow {
  readonly name: string;
  readonly runs: number;
  readonly ap: Spread;
  readonly ap50: Spread;
  readonly ap75: Spread;
  /** Millions. */
  readonly parameters: number;
  /** Of training, per run. */
  readonly seconds: number;
  readonly paper: PaperFigures | undefined;
  /** Not in percent. */
  readonly alignment: AlignmentSpread;
}

/** The rows of a grid's table, in the order in which the detectors first occur. */
export function summarize(
  records: readonly RunRecord[],
  paper: Readonly<Record<string, PaperFigures>> = {},
): SummaryRow[] {
  const names = [...new Set(records.map(({ name }) => name))];
  return names.map((name) => {
    const runs = records.filter((record) => record.name === name);
    const percent = (key: 'ap' | 'ap50' | 'ap75') => spread(runs.map(({ stats }) => 100 * stats[key]));
    return {
      name,
      runs: runs.length,
      ap: percent('ap'),
      ap50: percent('ap50'),
      ap75: percent('ap75'),
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

/** Mean and sample standard deviation. */
export function spread(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return { mean, deviation: undefined };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}
