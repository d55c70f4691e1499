import { accuracyOps, type Way } from '@tandem-det/kernels/testing/accuracy';
import type { Column, Entry } from './table.ts';

const INTRODUCTION = `# How exact the ops are

Every op of [\`kernels\`](../packages/kernels) on every backend, written by \`pnpm accuracy GOLDENS\`. A cell has three
errors, \`results / golden cases / gradients\`:

1. of the results against the same computed by plain loops in float64, over shapes from 2 × 3 × 4 × 2 to 2 × 9 × 7 × 5
   and logits to ±100;
2. of results and gradients against the golden cases, numbers computed by PyTorch, torchvision and the authors' code
   in float32 (\`no case\` where there is none);
3. of the gradients against central differences of that float64 computation (\`none\` where an op has no gradient).

An error is relative to a tensor: the largest \`|got - expected|\` over the largest \`|expected|\` of it, the worst of all
tensors. float32 rounds by 6e-8. \`exact\` is an error of 0; whole numbers (assigned objects, kept boxes) must be equal
wherever the values that decide differ by more than float32 rounding. The bounds are those that the tests of \`kernels\`
hold every backend to, of 1 and 3.

A cell without a mark is one kernel of the backend; of the others

- \`composition\`: several kernels, one after the other;
- \`host\`: loops on the processor over the backend's memory; on cpu that is every kernel, and not marked.
`;

/** The text of \`docs/accuracy.md\`. */
export function documentText(columns: readonly Column[], goldens: boolean): string {
  const backends = columns.map(({ backend, description }) => `- \`${backend}\`: ${description}\n`);
  return `${INTRODUCTION}
${goldens ? '' : 'Written without golden cases.\n\n'}${tableText(columns, goldens)}
Measured on

${backends.join('')}`;
}

/** The ops and bounds that a page should have, in its order, as its first and last cells have them. */
export function expectedRows(): { readonly op: string; readonly bounds: string }[] {
  return accuracyOps.map(({ op, bound, gradientBound }) => ({
    op: `\`${op}\``,
    bounds: `${number(bound)} / ${gradientBound === 0 ? 'none' : number(gradientBound)}`,
  }));
}

function tableText(columns: readonly Column[], goldens: boolean): string {
  const header = ['op', ...columns.map(({ backend }) => backend), 'bounds'];
  const body = expectedRows().map(({ op, bounds }) => [
    op,
    ...columns.map(({ backend, entries }) => {
      const entry = entries.get(op.slice(1, -1));
      return entry ? cellText(entry, backend === 'cpu' ? 'kernel' : 'host', goldens) : 'not there';
    }),
    bounds,
  ]);
  const rows = [header, ...body];
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |\n`;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('');
}

function cellText({ error, gradientError, goldenError, way }: Entry, host: Way, goldens: boolean): string {
  const shown = way === 'host' ? host : way;
  const golden = goldenError === undefined ? 'no case' : number(goldenError);
  const errors = [
    number(error),
    ...(goldens ? [golden] : ['not run']),
    gradientError === null ? 'none' : number(gradientError),
  ];
  return errors.join(' / ') + (shown === 'kernel' ? '' : ` ${shown}`);
}

const number = (error: number) => (error === 0 ? 'exact' : error.toExponential(0));
