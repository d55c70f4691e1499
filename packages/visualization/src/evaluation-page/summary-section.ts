import { decimal, ofEachRun, percent, section, table } from '../page/html.ts';
import { escapeHtml } from '../report/escape-html.ts';
import type { RunAnalysis } from './evaluated-run.ts';

const TILES = [
  ['AP', 'ap', 'mean over IoU 0.50 to 0.95'],
  ['AP50', 'ap50', 'at IoU 0.50'],
  ['AP75', 'ap75', 'at IoU 0.75'],
  ['AR', 'ar100', 'recall, 100 detections'],
] as const;

/** COCO's numbers: as tiles and a table for one run, side by side for several. */
export function summarySection(runs: readonly RunAnalysis[]): string {
  const tiles = ofEachRun(
    runs,
    ({ evaluation: { stats } }) =>
      `<dl class="tiles">${TILES.map(
        ([name, key, about]) =>
          `<div><dt>${name}</dt><dd>${percent(stats[key])}<small>${escapeHtml(about)}</small></dd></div>`,
      ).join('')}</dl>`,
  );
  const rows = runs.map(({ name, evaluation: { stats } }) => [
    name,
    ...[stats.ap, stats.ap50, stats.ap75, stats.apSmall, stats.apMedium, stats.apLarge].map(percent),
    ...[stats.ar1, stats.ar10, stats.ar100].map(percent),
  ]);
  return section(
    'numbers',
    'Average precision',
    'The numbers of COCO, in percent. A dash stands where there is nothing to measure.',
    tiles,
    table({
      caption: 'Small objects have up to 32² pixels, medium ones up to 96².',
      headings: ['detector', 'AP', 'AP50', 'AP75', 'small', 'medium', 'large', 'AR 1', 'AR 10', 'AR 100'],
      rows,
    }),
  );
}

/** Table 6 of the TOOD paper, for runs that were measured that way. */
export function alignmentSection(runs: readonly RunAnalysis[]): string {
  const rows = runs.flatMap(({ name, evaluation: { alignment } }) =>
    alignment === undefined
      ? []
      : [
          [
            name,
            decimal(alignment.correlation),
            decimal(alignment.rankCorrelation),
            decimal(alignment.topIou),
            ...[alignment.correct, alignment.redundant, alignment.error, alignment.background].map(String),
          ],
        ],
  );
  if (rows.length === 0) return '';
  return section(
    'alignment',
    'Do the two tasks agree?',
    'A detector keeps the boxes with the highest scores. That is right only as far as scores tell which boxes are good: of the predictions around each object, the 50 of highest score are asked how score and overlap correlate, the 10 of highest score how well they fit. Boxes are counted after non-maximum suppression.',
    table({
      caption:
        'Correct: IoU of 0.5 or more and the first to find its object; redundant: the object was found already; error: IoU above 0.1.',
      headings: [
        'detector',
        'correlation',
        'of ranks',
        'IoU, top 10',
        'correct',
        'redundant',
        'error',
        'background',
      ],
      rows,
    }),
  );
}
