import { escapeHtml } from './escape-html.ts';

/** A piece of a report. */
export type ReportBlock =
  | { readonly kind: 'text'; readonly paragraphs: readonly string[] }
  | { readonly kind: 'heading'; readonly text: string }
  /** Headings first; the first column to the left, numbers to the right. */
  | { readonly kind: 'table'; readonly cells: readonly (readonly string[])[]; readonly caption?: string }
  /** A piece of SVG, as `lineChart` makes it. */
  | { readonly kind: 'chart'; readonly svg: string }
  /** Encoded PNGs in rows with a caption each, in columns with a heading each. */
  | {
      readonly kind: 'pictures';
      readonly columns: readonly string[];
      readonly rows: readonly { readonly caption: string; readonly pictures: readonly Uint8Array[] }[];
    };

export interface ReportOptions {
  readonly title: string;
  readonly blocks: readonly ReportBlock[];
}

/** A page of HTML that is complete in one file: pictures inside, no script, nothing loaded from elsewhere. */
export function reportPage({ title, blocks }: ReportOptions): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${blocks.map(blockHtml).join('\n')}
</body>
</html>
`;
}

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; color: #222; max-width: 80rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; margin: 1rem 0 }
th, td { padding: .3rem .6rem; border-bottom: 1px solid #ddd; text-align: right; white-space: nowrap }
th:first-child, td:first-child { text-align: left }
caption { caption-side: bottom; text-align: left; color: #666; padding-top: .4rem }
svg { width: 100%; max-width: 48rem }
.table, .pictures { overflow-x: auto }
.pictures td, .pictures th { padding: .2rem; border: 0; text-align: left; vertical-align: top; font-size: .85rem }
.pictures img { display: block; width: 100%; min-width: 10rem }
`;

function blockHtml(block: ReportBlock): string {
  switch (block.kind) {
    case 'text':
      return block.paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('\n');
    case 'heading':
      return `<h2>${escapeHtml(block.text)}</h2>`;
    case 'chart':
      return block.svg;
    case 'table':
      return tableHtml(block.cells, block.caption);
    case 'pictures': {
      const head = row(['', ...block.columns].map((name) => cell('th', escapeHtml(name))));
      const body = block.rows.map(({ caption, pictures }) =>
        row([cell('th', escapeHtml(caption)), ...pictures.map((png) => cell('td', image(png, caption)))]),
      );
      return `<div class="pictures"><table>${head}${body.join('')}</table></div>`;
    }
  }
}

function tableHtml(cells: readonly (readonly string[])[], caption: string | undefined): string {
  const [headings = [], ...body] = cells;
  const title = caption === undefined ? '' : `<caption>${escapeHtml(caption)}</caption>`;
  const rows = body.map((texts) => row(texts.map((text) => cell('td', escapeHtml(text)))));
  const head = row(headings.map((text) => cell('th', escapeHtml(text))));
  return `<div class="table"><table>${title}${head}${rows.join('')}</table></div>`;
}

function row(cells: readonly string[]): string {
  return `<tr>${cells.join('')}</tr>\n`;
}

function cell(tag: 'td' | 'th', html: string): string {
  return `<${tag}>${html}</${tag}>`;
}

function image(png: Uint8Array, description: string): string {
  const data = Buffer.from(png).toString('base64');
  return `<img alt="${escapeHtml(description)}" src="data:image/png;base64,${data}">`;
}
