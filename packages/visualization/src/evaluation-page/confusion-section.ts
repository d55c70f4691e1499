import type { ConfusionMatrix } from '@tandem-det/evaluation';
import { ofEachRun, section, table } from '../page/html.ts';
import { escapeHtml } from '../report/escape-html.ts';
import type { RunAnalysis } from './evaluated-run.ts';

/** Above it the matrix would not be read, and the commonest confusions are listed instead. */
const LARGEST = 20;

/** Which classes are taken for which. */
export function confusionSection(runs: readonly RunAnalysis[], scoreThreshold: number): string {
  return section(
    'confusion',
    'Which classes are taken for which',
    `Detections with a score of ${scoreThreshold} or more, at IoU 0.5. A row is what an object is, a column what it was taken for; shades are shares of the row.`,
    ofEachRun(runs, ({ confusion }) =>
      confusion.classes.length <= LARGEST ? matrix(confusion) : commonest(confusion),
    ),
  );
}

function matrix({ classes, counts }: ConfusionMatrix): string {
  const columns = [...classes, 'missed'];
  const head = columns.map((name) => `<th scope="col"><span>${escapeHtml(name)}</span></th>`).join('');
  const rows = [...classes, 'nothing'].map((name, row) => {
    const total = counts[row]!.reduce((sum, count) => sum + count, 0);
    const cells = counts[row]!.map((count, column) => {
      if (row === classes.length && column === classes.length) return '<td></td>';
      const share = total === 0 ? 0 : Math.round((100 * count) / total);
      const kind = row === column ? 'right' : 'wrong';
      const label = `${name} taken for ${columns[column]}: ${count} of ${total}`;
      return `<td class="${kind}" style="--share:${share}%" title="${escapeHtml(label)}">${count === 0 ? '<span class="none">0</span>' : count}</td>`;
    });
    return `<tr><th scope="row">${escapeHtml(name)}</th>${cells.join('')}</tr>`;
  });
  return `<div class="scroll"><table class="confusion"><caption>Nothing: detections where no object is.</caption>
<thead><tr><td></td>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`;
}

function commonest({ classes, counts }: ConfusionMatrix): string {
  const pairs = classes.flatMap((name, row) =>
    classes.flatMap((other, column) =>
      row === column || counts[row]![column] === 0 ? [] : [{ name, other, count: counts[row]![column]! }],
    ),
  );
  return table({
    caption: `The most frequent of the confusions between ${classes.length} classes.`,
    headings: ['object', 'taken for', 'times'],
    rows: pairs
      .sort((a, b) => b.count - a.count)
      .slice(0, LARGEST)
      .map(({ name, other, count }) => [name, other, String(count)]),
  });
}
