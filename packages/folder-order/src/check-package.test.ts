import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkPackage } from './check-package.ts';
import { problemsOf } from './problems-of.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'folder-order-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes a package of these files and says what is wrong with it. */
function problems(files: Readonly<Record<string, string>>): string[] {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return problemsOf('packages/made-up', checkPackage(folder));
}

const ordered = {
  'src/index.ts': "export * from './ops/relu/relu.ts';",
  'src/ops/relu/relu.ts': "import { read } from '../../host/read.ts';",
  'src/ops/silu/silu.ts': "import '../relu/relu.ts';",
  'src/host/read.ts': 'export const read = 1;',
};

describe('folders with an order', () => {
  it('have no problem, and are counted', () => {
    expect(problems(ordered)).toEqual([]);
    // ops → host, index.ts → ops, silu → relu
    expect(checkPackage(folder)).toMatchObject({ folders: 4, imports: 3, upward: [], mutual: 0 });
  });

  it('may be imported by tests and fixtures from anywhere', () => {
    const tests = {
      'src/host/read.test.ts': "import '../ops/relu/relu.ts';",
      'src/host/image.fixture.ts': "import '../ops/relu/relu.ts';",
    };
    expect(problems({ ...ordered, ...tests })).toEqual([]);
  });
});

describe('a mutual pair', () => {
  it('of folders is a problem that names the files', () => {
    const back = { 'src/host/table.ts': "import { relu } from '../ops/relu/relu.ts';" };
    expect(problems({ ...ordered, ...back })).toEqual([
      'packages/made-up/src/: expected host not to import what leads back to it, got host → ops → host.\n' +
        '    host/table.ts imports ops/relu/relu.ts',
    ]);
    expect(checkPackage(folder).mutual).toBe(1);
  });

  it.each([
    ["import type { Relu } from '../ops/relu/relu.ts';"],
    ["export type { Relu } from '../ops/relu/relu.ts';"],
    ["export const load = () => import('../ops/relu/relu.ts');"],
    ["export type Relu = import('../ops/relu/relu.ts').Relu;"],
  ])('is one whatever the import is: %s', (text) => {
    expect(problems({ ...ordered, 'src/host/table.ts': text })).toHaveLength(1);
  });

  it('of folders deeper down is a problem', () => {
    const back = { 'src/ops/relu/both.ts': "import '../silu/silu.ts';" };
    expect(problems({ ...ordered, ...back })).toEqual([
      'packages/made-up/src/ops/: expected relu not to import what leads back to it, got relu → silu → relu.\n' +
        '    ops/relu/both.ts imports ops/silu/silu.ts',
    ]);
  });

  it('of a file and a folder is a problem', () => {
    const back = { 'src/host/all.ts': "import '../index.ts';" };
    expect(problems({ ...ordered, ...back })).toHaveLength(1);
  });
});

it('a ring of three folders is a problem, with no mutual pair in it', () => {
  const ring = {
    'src/a/a.ts': "import '../b/b.ts';",
    'src/b/b.ts': "import '../c/c.ts';",
    'src/c/c.ts': "import '../a/a.ts';",
  };
  expect(problems(ring)).toHaveLength(1);
  expect(checkPackage(folder)).toMatchObject({ upward: [{}], mutual: 0 });
});

describe('a declared order', () => {
  const declare = (...order: unknown[]) => ({ 'folder-order.json': JSON.stringify(order) });

  it('is kept', () => {
    expect(problems({ ...ordered, ...declare('host', 'ops') })).toEqual([]);
  });

  it('forbids an import upwards, though another order would allow it', () => {
    expect(problems({ ...ordered, ...declare('ops', 'host') })).toEqual([
      'packages/made-up/src/: expected ops to import what folder-order.json has below it alone, got host.\n' +
        '    ops/relu/relu.ts imports host/read.ts',
    ]);
  });

  it('forbids an import within a list', () => {
    expect(problems({ ...ordered, ...declare(['host', 'ops']) })).toHaveLength(1);
  });

  it('names every folder there is, and no other', () => {
    expect(problems({ ...ordered, ...declare('host', 'wasm') })).toEqual([
      'packages/made-up: expected every folder of src in folder-order.json, got none for ops. ' +
        'Put it above what it imports.',
      'packages/made-up: expected a folder src/wasm, as folder-order.json says, got none. Take it out there.',
    ]);
  });
});

it('names five files of an import, and counts the others', () => {
  const many = Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 7].map((n) => [`src/host/${n}.ts`, "import '../ops/relu/relu.ts';"]),
  );
  const [problem] = problems({ ...ordered, ...many, 'folder-order.json': '["host", "ops"]' });
  expect(problem!.split('\n').slice(1)).toEqual([
    ...[1, 2, 3, 4, 5].map((n) => `    host/${n}.ts imports ops/relu/relu.ts`),
    '    and 2 more',
  ]);
});
