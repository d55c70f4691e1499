import type { PaperFigures, Spread, SummaryRow } from './summary.ts';

/** The cells of a grid's table, headings first; figures of the paper last, where there are any. */
export function tableCells(rows: readonly SummaryRow[]): string[][] {
  const withPaper = rows.some(({ paper }) => paper !== undefined);
  return [
    [
      'detector',
      'runs',
      'AP',
      'AP50',
      'AP75',
      'params',
      'time',
      ...(withPaper ? ['paper AP', 'AP50', 'AP75'] : []),
    ],
    ...rows.map(({ name, runs, ap, ap50, ap75, parameters, seconds, paper }) => [
      name,
      String(runs),
      ...[ap, ap50, ap75].map((value) => spreadText(value)),
      `${parameters.toFixed(2)} M`,
      `${seconds.toFixed(0)} s`,
      ...(withPaper ? paperTexts(paper) : []),
    ]),
  ];
}

/** The cells of table 6 of the TOOD paper: how well the two tasks agree, and the boxes that come of it. */
export function alignmentCells(rows: readonly SummaryRow[]): string[][] {
  const text = (value: Spread | undefined, digits: number) =>
    value === undefined ? '–' : spreadText(value, digits);
  return [
    ['detector', 'AP', 'PCC top-50', 'of ranks', 'IoU top-10', 'correct', 'redundant', 'error'],
    ...rows.map(({ name, ap, alignment }) => [
      name,
      spreadText(ap),
      ...[alignment.correlation, alignment.rankCorrelation, alignment.topIou].map((value) => text(value, 3)),
      ...[alignment.correct, alignment.redundant, alignment.error].map((value) => text(value, 0)),
    ]),
  ];
}

/** The table for a terminal: columns aligned by spaces. */
export function textTable(rows: readonly SummaryRow[], cellsOf = tableCells): string {
  const cells = cellsOf(rows);
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The table in Markdown. */
export function markdownTable(rows: readonly SummaryRow[], cellsOf = tableCells): string {
  const [headings, ...body] = cellsOf(rows) as [string[], ...string[][]];
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = headings.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(headings), line(rule), ...body.map(line)].join('\n');
}

/** `42.5 ± 0.3`, without a deviation for a single run. */
export function spreadText({ mean, deviation }: Spread, digits = 1): string {
  return deviation === undefined
    ? mean.toFixed(digits)
    : `${mean.toFixed(digits)} ± ${deviation.toFixed(digits)}`;
}

function paperTexts(paper: PaperFigures | undefined): string[] {
  return paper === undefined ? ['', '', ''] : paper.map((value) => value.toFixed(1));
}
