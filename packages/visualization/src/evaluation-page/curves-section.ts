import { barChart } from '../charts/bar-chart.ts';
import { lineChart } from '../charts/line-chart.ts';
import type { ChartSeries } from '../charts/xy-chart.ts';
import { ofEachRun, percent, section, table } from '../page/html.ts';
import type { RunAnalysis } from './evaluated-run.ts';

/** Classes with a curve and a bar of their own: those with most objects. */
const MOST = 20;

/** Precision over recall, and each class. */
export async function curvesSection(runs: readonly RunAnalysis[]): Promise<string> {
  const curve = (name: string, precision: readonly number[]): ChartSeries => ({
    name,
    points: precision.map((y, index) => ({ x: index / 100, y })),
  });
  const chart = (title: string, series: readonly ChartSeries[], width: number) =>
    lineChart({
      title,
      xLabel: 'recall',
      yLabel: 'precision',
      series,
      width,
      height: 0.7 * width,
      xDomain: [0, 1],
      yDomain: [0, 1],
    });
  const charts =
    runs.length === 1
      ? [
          await chart(
            'Mean over the classes',
            [
              curve('IoU 0.50', runs[0]!.evaluation.curves.at50),
              curve('IoU 0.75', runs[0]!.evaluation.curves.at75),
              curve('mean of 0.50 to 0.95', runs[0]!.evaluation.curves.mean),
            ],
            420,
          ),
        ]
      : await Promise.all(
          (
            [
              ['IoU 0.50', 'at50'],
              ['IoU 0.75', 'at75'],
            ] as const
          ).map(([title, key]) =>
            chart(
              title,
              runs.map(({ name, evaluation }) => curve(name, evaluation.curves[key])),
              340,
            ),
          ),
        );
  const ofClasses = await Promise.all(
    runs.map(async ({ evaluation: { categories, curves } }) => {
      const shown = new Set(
        categories
          .toSorted((a, b) => b.objects - a.objects)
          .slice(0, MOST)
          .map(({ id }) => id),
      );
      const small = await Promise.all(
        curves.classes
          .filter(({ id }) => shown.has(id))
          .map(({ name, at50, at75 }) =>
            lineChart({
              title: name,
              xLabel: 'recall',
              yLabel: 'precision',
              series: [curve('IoU 0.50', at50), curve('IoU 0.75', at75)],
              width: 190,
              height: 120,
              xDomain: [0, 1],
              yDomain: [0, 1],
            }),
          ),
      );
      const measured = categories.filter(({ id, ap }) => shown.has(id) && ap >= 0);
      const bars =
        measured.length === 0
          ? ''
          : await barChart({
              title: 'AP and AP50 by class',
              xLabel: 'percent',
              groups: measured.map(({ name }) => name),
              series: [
                { name: 'AP50', values: measured.map(({ ap50 }) => 100 * ap50) },
                { name: 'AP', values: measured.map(({ ap }) => 100 * ap) },
              ],
              end: 100,
            });
      const rest = categories.length > MOST ? ` Charts are of the ${MOST} classes with most objects.` : '';
      const list = table({
        caption: `Click a heading to sort.${rest}`,
        headings: ['class', 'objects', 'AP', 'AP50', 'AP75', 'AR 100'],
        rows: categories.map(({ name, objects, ap, ap50, ap75, ar100 }) => [
          name,
          String(objects),
          ...[ap, ap50, ap75, ar100].map(percent),
        ]),
        sortable: true,
      });
      return `<div class="columns"><div>${bars}</div><div>${list}</div></div>
<details><summary>Precision and recall of each class</summary><div class="multiples">${small.join('\n')}</div></details>`;
    }),
  );
  return section(
    'curves',
    'Precision and recall',
    'How many of the detections are right, while the score that is asked for falls and more objects are found. The area under a curve is its AP.',
    `<div class="charts">${charts.join('\n')}</div>`,
    '<h3>By class</h3>',
    ofEachRun(ofClasses, (html) => html),
  );
}
