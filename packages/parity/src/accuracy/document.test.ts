import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { documentText, expectedRows } from './document.ts';
import { BACKENDS, type Column } from './table.ts';

const entry = { error: 1.4e-7, goldenError: undefined, gradientError: null, way: 'kernel' } as const;
const column = (backend: Column['backend'], entries: Column['entries']): Column => ({
  backend,
  description: 'a machine',
  entries,
});

describe('documentText', () => {
  it('says of every cell what it is', () => {
    const text = documentText(
      [
        column('cpu', new Map([['relu', { ...entry, error: 0, way: 'host' }]])),
        column(
          'wasm',
          new Map([['relu', { ...entry, goldenError: 2e-6, gradientError: 3e-7, way: 'host' }]]),
        ),
        column('webgpu', new Map([['relu', { ...entry, way: 'composition' }]])),
      ],
      true,
    );
    const line = text.split('\n').find((one) => one.startsWith('| `relu`'))!;
    expect(line.split('|').map((cell) => cell.trim())).toEqual([
      '',
      '`relu`',
      'exact / no case / none',
      '1e-7 / 2e-6 / 3e-7 host',
      '1e-7 / no case / none composition',
      'exact / 1e-6',
      '',
    ]);
    expect(text).toMatch(/^\| `silu` +\| not there/m);
    expect(documentText([column('cpu', new Map([['relu', entry]]))], false)).toContain(
      '1e-7 / not run / none',
    );
  });
});

describe('docs/accuracy.md', () => {
  it('has the ops, the backends and the bounds of the code, and no empty cell', async () => {
    const page = await readFile(new URL('../../../../docs/accuracy.md', import.meta.url), 'utf8');
    const rows = page
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) =>
        line
          .slice(1, -1)
          .split('|')
          .map((cell) => cell.trim()),
      );
    const [header, , ...body] = rows;
    expect(header, 'run `pnpm accuracy`').toEqual(['op', ...BACKENDS, 'bounds']);
    expect(
      body.map((row) => ({ op: row[0], bounds: row.at(-1) })),
      'run `pnpm accuracy`',
    ).toEqual(expectedRows());
    for (const row of body) expect(row.every((cell) => cell !== '')).toBe(true);
  });
});
