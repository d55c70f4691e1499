import { expect, it } from 'vitest';
import { overheadText } from './command.ts';

it('takes what the queue adds round by round, and the middle of that', () => {
  const times = (...walls: number[]) => walls.map((wall) => ({ wall, cpu: wall / 2 }));
  // 3, 30 and 2 more: the middle is 3, though that of all is 42 - 20
  expect(overheadText(times(10, 20, 40), times(13, 50, 42)).split('\n')).toEqual([
    'in this process     20.0 ms a run, 10.0 of them CPU',
    'over the queue      42.0 ms a run, 21.0 of them CPU',
    'more                 3.0 ms a run, 1.5 of them CPU',
  ]);
});
