import { escapeHtml } from '../report/escape-html.ts';
import { SCRIPT } from './script.generated.ts';
import { STYLE } from './style.ts';

export interface PageOptions {
  readonly title: string;
  /** Lines below the title. */
  readonly facts: readonly string[];
  /** HTML, as `section` makes it. */
  readonly sections: readonly string[];
  /** What the navigation calls a section, by its id. */
  readonly short: Readonly<Record<string, string>>;
  /** What the reader chooses between, where there are several: `ofEachRun` shows one of them. */
  readonly choice: { readonly label: string; readonly names: readonly string[] };
}

/** A picture's enlargement, for pages that have `.enlarge` buttons. */
export const ENLARGED =
  '<dialog id="enlarged" aria-label="Enlarged picture"><form method="dialog"><button>Close</button></form><div></div></dialog>';

/** A page with a heading and a navigation, complete in one file. */
export function pageHtml({ title, facts, sections, short, choice }: PageOptions): string {
  const links = Object.entries(short)
    .filter(([id]) => sections.some((html) => html.startsWith(`<section id="${id}"`)))
    .map(([id, name]) => `<a href="#${id}">${name}</a>`);
  const options = choice.names.map((name, index) => `<option value="${index}">${escapeHtml(name)}</option>`);
  const select =
    options.length === 1
      ? ''
      : `<label class="run">${choice.label} <select id="run">${options.join('')}</select></label>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
${facts.map((fact) => `<p>${escapeHtml(fact)}</p>`).join('\n')}
</header>
<nav aria-label="Sections"><div>${links.join('')}</div>${select}<button type="button" id="theme" aria-pressed="false">Dark</button></nav>
<main>
${sections.join('\n')}
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}
