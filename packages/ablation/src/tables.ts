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
      ...[ap, ap50, ap75].map(spreadText),
      `${parameters.toFixed(2)} M`,
      `${seconds.toFixed(0)} s`,
      ...(withPaper ? paperTexts(paper) : []),
    ]),
  ];
}

/** The table for a terminal: columns aligned by spaces. */
export function textTable(rows: readonly SummaryRow[]): string {
  const cells = tableCells(rows);
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
export function markdownTable(rows: readonly SummaryRow[]): string {
  const [headings, ...body] = tableCells(rows) as [string[], ...string[][]];
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = headings.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(headings), line(rule), ...body.map(line)].join('\n');
}

/** `42.5 ± 0.3`, without a deviation for a single run. */
export function spreadText({ mean, deviation }: Spread): string {
  return deviation === undefined ? mean.toFixed(1) : `${mean.toFixed(1)} ± ${deviation.toFixed(1)}`;
}

function paperTexts(paper: PaperFigures | undefined): string[] {
  return paper === undefined ? ['', '', ''] : paper.map((value) => value.toFixed(1));
}
