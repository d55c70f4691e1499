import type { PlannedRun, RunRecord } from '@tandem-det/ablation';
import { expect, it } from 'vitest';
import { terminalOutput } from '../terminal/output.ts';
import { queueDisplay } from './queue-display.ts';

it('tells of each run that ends, and now and then of those under way', () => {
  const said: string[] = [];
  let seconds = 0;
  const output = terminalOutput({ write: (text) => said.push(text), bar: false, now: () => seconds });
  const run = (index: number): PlannedRun => ({
    id: `run${index}`,
    name: 'T-Head',
    cell: {},
    seed: index,
    identity: { version: null, settings: null, seed: index },
    unidentified: [],
    index,
    runs: 2,
  });
  const record = { stats: { ap: 0.25, ap50: 0.5, ap75: 0.125 } } as RunRecord;
  const display = queueDisplay(output);
  const progress = (index: number, step: number) =>
    display.event({ kind: 'progress', run: run(index), progress: { step, steps: 9, worker: 'one' } });
  progress(0, 1);
  progress(1, 2);
  seconds = 11;
  progress(1, 3);
  display.event({ kind: 'waiting', reason: 'Redis at redis://host: away.' });
  display.event({ kind: 'end', run: run(0), record, kept: false });
  display.stop();
  expect(said).toEqual([
    'runs finished 0/2; 1/2 T-Head, seed 0 1/9, on one\n',
    'runs finished 0/2; 1/2 T-Head, seed 0 1/9, on one; 2/2 T-Head, seed 1 3/9, on one\n',
    'Waiting. Redis at redis://host: away.\n',
    '1/2 T-Head, seed 0: AP 25.0, AP50 50.0, AP75 12.5\n',
    'runs finished 1/2; 2/2 T-Head, seed 1 3/9, on one\n',
  ]);
});
