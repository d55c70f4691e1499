import type { PaperFigures } from '../study/paper-figures.ts';
import { columnsText } from './columns-text.ts';
import { differenceText } from './differences.ts';
import { type Spread, spreadText } from './spread.ts';
import type { SummaryRow } from './summary.ts';

/**
 * The cells of a study's table, headings first. Differences to the base and the paper's figures where there
 * are any.
 */
export function tableCells(rows: readonly SummaryRow[]): string[][] {
  const withDifference = rows.some(({ difference }) => difference !== undefined);
  const withPaper = rows.some(({ paper }) => paper !== undefined);
  return [
    [
      'detector',
      'runs',
      'AP',
      'AP50',
      'AP75',
      ...(withDifference ? ['ΔAP [95 %]'] : []),
      'params',
      'time',
      ...(withPaper ? ['paper AP', 'AP50', 'AP75'] : []),
    ],
    ...rows.map(({ name, runs, ap, ap50, ap75, difference, parameters, seconds, paper }) => [
      name,
      String(runs),
      ...[ap, ap50, ap75].map((value) => spreadText(value)),
      ...(withDifference ? [difference === undefined ? '' : differenceText(difference)] : []),
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
  return columnsText(cellsOf(rows));
}

/** The table in Markdown. */
export function markdownTable(rows: readonly SummaryRow[], cellsOf = tableCells): string {
  const [headings, ...body] = cellsOf(rows) as [string[], ...string[][]];
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = headings.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(headings), line(rule), ...body.map(line)].join('\n');
}

/** The table in LaTeX, for the booktabs package. */
export function latexTable(rows: readonly SummaryRow[], cellsOf = tableCells): string {
  const [headings, ...body] = cellsOf(rows) as [string[], ...string[][]];
  const line = (cells: readonly string[]) => `  ${cells.map(latexText).join(' & ')} \\\\`;
  return [
    `\\begin{tabular}{l${'r'.repeat(headings.length - 1)}}`,
    '  \\toprule',
    line(headings),
    '  \\midrule',
    ...body.map(line),
    '  \\bottomrule',
    '\\end{tabular}',
  ].join('\n');
}

/** One line per cell with its figures as bare numbers, for spreadsheets and plots (RFC 4180). */
export function csvTable(rows: readonly SummaryRow[]): string {
  const headings =
    'detector,runs,AP,AP_std,AP50,AP50_std,AP75,AP75_std,dAP,dAP_low,dAP_high,verdict,params_M,seconds';
  const lines = rows.map(({ name, runs, ap, ap50, ap75, difference, parameters, seconds }) =>
    [
      name,
      runs,
      ...[ap, ap50, ap75].flatMap(({ mean, deviation }) => [mean, deviation]),
      difference?.mean,
      difference?.low,
      difference?.high,
      difference?.verdict,
      parameters,
      seconds,
    ]
      .map(csvField)
      .join(','),
  );
  return [headings, ...lines].join('\r\n');
}

function csvField(value: string | number | undefined): string {
  const text = typeof value === 'number' ? String(Number(value.toPrecision(10))) : (value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What LaTeX would take for something else, or lacks in its text fonts. */
const LATEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '|': '\\textbar{}',
  '±': '$\\pm$',
  '−': '$-$',
  Δ: '$\\Delta$',
};

function latexText(text: string): string {
  return text.replaceAll(/[\\|±−Δ&%$#_{}]/g, (character) => LATEX[character] ?? `\\${character}`);
}

function paperTexts(paper: PaperFigures | undefined): string[] {
  return paper === undefined ? ['', '', ''] : paper.map((value) => value.toFixed(1));
}
