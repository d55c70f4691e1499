import { expect, it } from 'vitest';
import { neighborImports } from './neighbor-imports.ts';

it('names what lies side by side where two paths part, and keeps the files', () => {
  const files = [
    { from: 'ops/relu/relu.ts', to: 'host/kernel.ts' },
    { from: 'ops/silu/host.ts', to: 'host/kernel.ts' },
    { from: 'ops/silu/host.ts', to: 'ops/relu/host.ts' },
    { from: 'index.ts', to: 'ops/relu/relu.ts' },
  ];
  expect(neighborImports(files)).toEqual([
    { folder: '', from: 'ops', to: 'host', files: [files[0], files[1]] },
    { folder: 'ops/', from: 'silu', to: 'relu', files: [files[2]] },
    { folder: '', from: 'index.ts', to: 'ops', files: [files[3]] },
  ]);
});

it('knows a file and a folder beside it apart', () => {
  expect(neighborImports([{ from: 'run.ts', to: 'run/steps.ts' }])).toMatchObject([
    { from: 'run.ts', to: 'run' },
  ]);
});
