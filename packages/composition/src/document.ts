import { refusalOf } from './combinations.ts';
import type { AssignerName, HeadName, LossName } from './parts.ts';
import { ASSIGNER_TABLE, LOSS_TABLE } from './tables.ts';

const INTRODUCTION = `# What works with what

Any head takes any assigner and any loss that needs no more than the head predicts: every head predicts classes and
boxes, some predict more. A cell says \`trains\`, or what the head would have to predict: such a combination does not
compile, and in JavaScript throws an error that names the prediction and a head that offers it.

Head, assigner and loss train together where the head has what both of the others read.

This page is written by \`pnpm composition\`. The compiler checks every cell against the types of the parts. In CI
combinations that have every pair of parts among them take 20 steps on generated scenes, after which the loss has
fallen, and as many of the others throw; \`pnpm composition --all\` tries every one.
`;

const HEAD_NAMES = Object.keys(ASSIGNER_TABLE.atss) as HeadName[];
const ASSIGNER_NAMES = Object.keys(ASSIGNER_TABLE) as AssignerName[];
const LOSS_NAMES = Object.keys(LOSS_TABLE) as LossName[];

/** The text of `docs/composition.md`. */
export function documentText(): string {
  return `${INTRODUCTION}
## Assigners

${markdownTable('assigner', ASSIGNER_TABLE)}
## Losses

${markdownTable('loss', LOSS_TABLE)}
## Head, assigner and loss

${HEAD_NAMES.map((head) => `### ${code(head)}\n\n${markdownTable('loss', together(head))}`).join('\n')}`;
}

/** Of one head: each loss with each assigner. */
function together(head: HeadName): Record<string, Record<string, string>> {
  const cell = (assigner: AssignerName, loss: LossName) =>
    refusalOf({ head, assigner, loss })?.missing ?? 'trains';
  return Object.fromEntries(
    LOSS_NAMES.map((loss) => [
      loss,
      Object.fromEntries(ASSIGNER_NAMES.map((assigner) => [assigner, cell(assigner, loss)])),
    ]),
  );
}

function code(text: string): string {
  return text.replace(/^\w+/, '`$&`');
}

/** A Markdown table whose columns are as wide as their widest cell. */
function markdownTable(
  what: string,
  table: Readonly<Record<string, Readonly<Record<string, string>>>>,
): string {
  const columns = Object.keys(Object.values(table)[0]!);
  const cells = (name: string, row: Readonly<Record<string, string>>) => [
    code(name),
    ...columns.map((column) => (row[column] === 'trains' ? 'trains' : code(row[column]!))),
  ];
  const rows = [
    [what, ...columns.map(code)],
    ...Object.entries(table).map(([name, row]) => cells(name, row)),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (texts: readonly string[]) =>
    `| ${texts.map((text, column) => text.padEnd(widths[column]!)).join(' | ')} |\n`;
  const rule = line(widths.map((width) => '-'.repeat(width)));
  const [header, ...body] = rows.map(line);
  return `${header}${rule}${body.join('')}`;
}
