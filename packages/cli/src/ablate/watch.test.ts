import { defineStudy } from '@tandem-det/ablation';
import { newFolder } from '@tandem-det/core/testing';
import { expect, it } from 'vitest';
import { terminalOutput } from '../terminal/output.ts';
import { watchStudy } from './watch.ts';

it('says, when it is told to stop, that the runs go on', async () => {
  const study = defineStudy({
    name: 'watched',
    axes: { head: ['parallel', 'T-Head'] },
    seeds: [0],
    settings: (cell) => cell,
    prepare: () => Promise.reject(new Error('nothing is run')),
  });
  const said: string[] = [];
  const output = terminalOutput({ write: (text) => said.push(text), bar: false });
  const stopping = new AbortController();
  setTimeout(() => stopping.abort(), 100);
  await watchStudy(study, await newFolder(), output, stopping.signal);
  expect(said).toEqual([
    'runs finished 0/2\n',
    'No longer watching; whatever runs goes on. The same command shows it again.\n',
  ]);
});
