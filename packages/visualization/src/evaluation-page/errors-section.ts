import type { ErrorCost, ObjectGroup } from '@tandem-det/evaluation';
import { barChart } from '../charts/bar-chart.ts';
import { ofEachRun, percent, section, table } from '../page/html.ts';
import { escapeHtml } from '../report/escape-html.ts';
import type { RunAnalysis } from './evaluated-run.ts';

const MEANINGS: Readonly<Record<ErrorCost['kind'], string>> = {
  localization: 'right class, box off: IoU from 0.1 to 0.5',
  class: 'right box, wrong class',
  both: 'near an object of another class, box off',
  duplicate: 'the object was found already',
  background: 'no object there',
  missed: 'an object that nothing found',
};

/** What goes wrong, what it costs, and for which objects. */
export async function errorsSection(runs: readonly RunAnalysis[], scoreThreshold: number): Promise<string> {
  const kinds = runs[0]!.errors.errors.map(({ kind }) => kind);
  const chart = await barChart({
    title: 'AP50 that each kind of error costs',
    xLabel: 'points',
    groups: kinds,
    series: runs.map(({ name, errors }) => ({ name, values: errors.errors.map(({ cost }) => 100 * cost) })),
  });
  const counts = table({
    caption: 'How many, at any score.',
    headings: ['kind', ...runs.map(({ name }) => (runs.length === 1 ? 'errors' : name))],
    rows: kinds.map((kind, index) => [
      kind,
      ...runs.map(({ errors }) => String(errors.errors[index]!.count)),
    ]),
  });
  const meanings = `<dl class="meanings">${kinds
    .map((kind) => `<div><dt>${kind}</dt><dd>${escapeHtml(MEANINGS[kind])}</dd></div>`)
    .join('')}</dl>`;
  const groups = (title: string, list: readonly ObjectGroup[]) =>
    table({
      caption: `${title}. Confidently: with a score of ${scoreThreshold} or more. Found is in percent, at IoU 0.5.`,
      headings: ['objects', 'count', 'found', 'confidently', 'mean IoU'],
      rows: list.map(({ name, objects, found, foundConfidently, meanIou }) => [
        name,
        String(objects),
        percent(found),
        percent(foundConfidently),
        meanIou < 0 ? '–' : meanIou.toFixed(2),
      ]),
    });
  return section(
    'errors',
    'What goes wrong',
    'Every wrong detection has one kind, as in TIDE. The cost is what AP50 would gain if that kind alone were put right; costs do not add up.',
    `<div class="columns"><div>${chart}</div><div>${counts}${meanings}</div></div>`,
    '<h3>Which objects are found</h3>',
    ofEachRun(
      runs,
      ({ breakdown }) =>
        `<div class="columns"><div>${groups('By size', breakdown.size)}</div><div>${groups('By the greatest overlap with another object: none, up to 0.2, more', breakdown.crowding)}</div></div>`,
    ),
  );
}
