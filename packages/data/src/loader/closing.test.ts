import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';

it('a program that closes its loader amid an epoch goes on behind it, whatever is under way', () => {
  const fixture = path.resolve(import.meta.dirname, 'closing.fixture.ts');
  const node = ['--import=tsx', '--conditions=@tandem-det/source', fixture];
  const cwd = path.resolve(import.meta.dirname, '../../../..');
  const { status, stdout } = spawnSync(process.execPath, node, { cwd, encoding: 'utf8' });
  expect([status, stdout]).toEqual([0, 'closed']);
});
