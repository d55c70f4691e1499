import { escapeHtml } from '../report/escape-html.ts';

/** A section with a heading, and what it is about in a sentence or two. */
export function section(id: string, heading: string, about: string, ...parts: readonly string[]): string {
  return `<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${escapeHtml(heading)}</h2>
<p class="about">${escapeHtml(about)}</p>
${parts.join('\n')}
</section>`;
}

export interface TableOptions {
  readonly caption: string;
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Whether a click on a heading sorts by that column. */
  readonly sortable?: boolean;
}

/** A table whose first column names the rows and whose other columns are numbers. */
export function table({ caption, headings, rows, sortable = false }: TableOptions): string {
  const heading = (text: string) =>
    `<th scope="col">${sortable ? `<button type="button" class="sort">${escapeHtml(text)}</button>` : escapeHtml(text)}</th>`;
  const body = rows.map(
    ([name = '', ...cells]) =>
      `<tr><th scope="row">${escapeHtml(name)}</th>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`,
  );
  return `<div class="scroll"><table${sortable ? ' class="sortable"' : ''}><caption>${escapeHtml(caption)}</caption>
<thead><tr>${headings.map(heading).join('')}</tr></thead>
<tbody>${body.join('\n')}</tbody></table></div>`;
}

/** Something for each run, of which the one chosen at the top of the page is shown. */
export function ofEachRun<T>(runs: readonly T[], html: (run: T, index: number) => string): string {
  return runs
    .map((run, index) => `<div data-run="${index}"${index === 0 ? '' : ' hidden'}>${html(run, index)}</div>`)
    .join('\n');
}

/** In percent with one digit; a dash for -1, which stands for nothing to measure. */
export function percent(value: number): string {
  return value < 0 ? '–' : (100 * value).toFixed(1);
}

/** A number with three digits; a dash where there is none. */
export function decimal(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}
