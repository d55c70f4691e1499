import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { run } from '@tandem-det/cli';

const text = execFileSync('node_modules/.bin/tandem', ['--help'], { encoding: 'utf8' });
for (const command of ['train', 'evaluate', 'detect', 'ablate', 'inspect', 'convert'])
  assert.match(text, new RegExp(`^  ${command}`, 'm'));
const lines = [];
assert.equal(
  await run(['train', '--config', 'none.yml', '--out', 'runs'], { error: (line) => lines.push(line) }),
  1,
);
assert.match(lines[0], /none\.yml/);
