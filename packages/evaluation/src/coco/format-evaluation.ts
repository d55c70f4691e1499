import type { CocoEvaluation, CocoStats } from './evaluate-coco.ts';

const ROWS: readonly [keyof CocoStats, string, string, string, number][] = [
  ['ap', 'precision', '0.50:0.95', 'all', 100],
  ['ap50', 'precision', '0.50', 'all', 100],
  ['ap75', 'precision', '0.75', 'all', 100],
  ['apSmall', 'precision', '0.50:0.95', 'small', 100],
  ['apMedium', 'precision', '0.50:0.95', 'medium', 100],
  ['apLarge', 'precision', '0.50:0.95', 'large', 100],
  ['ar1', 'recall', '0.50:0.95', 'all', 1],
  ['ar10', 'recall', '0.50:0.95', 'all', 10],
  ['ar100', 'recall', '0.50:0.95', 'all', 100],
  ['arSmall', 'recall', '0.50:0.95', 'small', 100],
  ['arMedium', 'recall', '0.50:0.95', 'medium', 100],
  ['arLarge', 'recall', '0.50:0.95', 'large', 100],
];

/** The twelve numbers, a line each, in COCO's order. A dash stands where there is nothing to measure. */
export function formatStats(stats: CocoStats): string {
  return ROWS.map(
    ([name, what, iou, area, most]) =>
      `average ${what.padEnd(9)}  IoU ${iou.padEnd(9)}  area ${area.padEnd(6)}  detections ${String(most).padStart(3)}  ${number(stats[name])}`,
  ).join('\n');
}

/** One line per class: objects, AP, AP50, AP75, AR100. */
export function formatCategories({ categories }: CocoEvaluation): string {
  const width = Math.max(5, ...categories.map(({ name }) => name.length));
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(width)}  ${cells.map((cell) => cell.padStart(7)).join('  ')}`;
  return [
    line('class', ['objects', 'AP', 'AP50', 'AP75', 'AR100']),
    ...categories.map(({ name, objects, ap, ap50, ap75, ar100 }) =>
      line(name, [String(objects), ...[ap, ap50, ap75, ar100].map(number)]),
    ),
  ].join('\n');
}

function number(value: number): string {
  return value < 0 ? '    –' : value.toFixed(3);
}
