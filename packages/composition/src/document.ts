import { ASSIGNER_TABLE, LOSS_TABLE } from './tables.ts';

const INTRODUCTION = `# What works with what

Any head takes any assigner and any loss that needs no more than the head predicts: every head predicts classes and
boxes, some predict more. A cell says \`trains\`, or what the head would have to predict: such a combination does not
compile, and in JavaScript throws an error that names the prediction and a head that offers it.

This page is written by \`pnpm composition\`. In CI the compiler checks every cell against the types of the parts;
every pair of a head and a loss that trains takes 20 steps on generated scenes, with the assigners in turn, after
which its loss has fallen; and every other pair throws.
`;

/** The text of \`docs/composition.md\`. */
export function documentText(): string {
  return `${INTRODUCTION}
## Assigners

${markdownTable('assigner', ASSIGNER_TABLE)}
## Losses

${markdownTable('loss', LOSS_TABLE)}`;
}

/** A Markdown table whose columns are as wide as their widest cell. */
function markdownTable(
  what: string,
  table: Readonly<Record<string, Readonly<Record<string, string>>>>,
): string {
  const heads = Object.keys(Object.values(table)[0]!);
  const code = (text: string) => text.replace(/^\w+/, '`$&`');
  const cells = (name: string, row: Readonly<Record<string, string>>) => [
    code(name),
    ...heads.map((head) => (row[head] === 'trains' ? 'trains' : code(row[head]!))),
  ];
  const rows = [[what, ...heads.map(code)], ...Object.entries(table).map(([name, row]) => cells(name, row))];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (texts: readonly string[]) =>
    `| ${texts.map((text, column) => text.padEnd(widths[column]!)).join(' | ')} |\n`;
  const rule = line(widths.map((width) => '-'.repeat(width)));
  const [header, ...body] = rows.map(line);
  return `${header}${rule}${body.join('')}`;
}
