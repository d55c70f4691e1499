import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { duration } from './duration.ts';
import { terminalOutput } from './output.ts';

describe('duration', () => {
  it.each([
    [0.4, '0 s'],
    [59.4, '59 s'],
    [200, '3 min 20 s'],
    [7500, '2 h 5 min'],
  ])('%d seconds is %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});

function recorded() {
  const lines: string[] = [];
  let seconds = 0;
  const output = terminalOutput({ write: (text) => lines.push(text), bar: false, now: () => seconds });
  return { lines, output, at: (time: number) => (seconds = time) };
}

describe('progress without a terminal', () => {
  it('says nothing about what is done within two seconds', () => {
    const { lines, output, at } = recorded();
    const progress = output.progress('Reading', 4);
    for (const done of [1, 2, 3, 4]) {
      at(done * 0.4);
      progress.update(done);
    }
    progress.stop();
    expect(lines).toEqual([]);
  });

  it('writes a line every ten seconds and at the end, with the time left', () => {
    const { lines, output, at } = recorded();
    const progress = output.progress('Training', 20);
    for (let done = 1; done <= 20; done++) {
      at(done * 2);
      progress.update(done, `loss ${done}`);
    }
    expect(lines).toEqual([
      'Training 1/20, loss 1, 38 s left\n',
      'Training 6/20, loss 6, 28 s left\n',
      'Training 11/20, loss 11, 18 s left\n',
      'Training 16/20, loss 16, 8 s left\n',
      'Training 20/20, loss 20\n',
    ]);
  });

  it('takes the rate of what was done since it began, not of what was done before', () => {
    const { lines, output, at } = recorded();
    const progress = output.progress('Training', 104);
    at(4);
    progress.update(100);
    // one step in 4 seconds, 4 steps left
    expect(lines).toEqual(['Training 100/104, 16 s left\n']);
  });
});

describe('a board without a terminal', () => {
  it('writes all rows in a line every ten seconds, and when the first count changes', () => {
    const { lines, output, at } = recorded();
    const board = output.board();
    for (const [time, finished, step] of [
      [0, 0, 1],
      [2, 0, 2],
      [4, 1, 3],
      [6, 1, 4],
      [14, 1, 5],
    ] as const) {
      at(time);
      const first = { title: 'runs', done: finished, total: 2, note: '' };
      board.show([first, { title: 'a', done: step, total: 9, note: 'loss 1' }]);
    }
    expect(lines).toEqual([
      'runs 0/2; a 1/9, loss 1\n',
      'runs 1/2; a 3/9, loss 1\n',
      'runs 1/2; a 5/9, loss 1\n',
    ]);
  });
});

describe('a board in a terminal', () => {
  it('draws a bar for each row, takes bars away, and writes lines above', () => {
    const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 120, rows: 40 });
    let drawn = '';
    stream.on('data', (chunk) => (drawn += chunk));
    const output = terminalOutput({ write: () => expect.unreachable(), bar: true, stream });
    const board = output.board();
    const row = (title: string, done: number) => ({ title, done, total: 4, note: '' });
    board.show([row('all', 1), row('first', 2), row('second', 3)]);
    output.line('a line\nand another');
    board.show([row('all', 2), row('second', 4)]);
    expect(drawn).toContain('a line\u001b[K\nand another\u001b[K\n');
    output.line('the last line');
    drawn = '';
    board.stop();
    expect(drawn).toContain('the last line\u001b[K\n');
    expect(drawn).toMatch(/all +█+░+ 2\/4/);
    expect(drawn).toMatch(/second +█+ 4\/4/);
    expect(drawn).not.toContain('first');
  });

  it('cuts bars to a narrow terminal, and no lines', () => {
    const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 40, rows: 40 });
    let drawn = '';
    stream.on('data', (chunk) => (drawn += chunk));
    const output = terminalOutput({ write: () => expect.unreachable(), bar: true, stream });
    const board = output.board();
    const note = 'about 3 min left, and what else there is to say';
    board.show([{ title: 'runs finished', done: 1, total: 2, note }]);
    output.line('a table of more than forty columns goes on in the next line');
    board.stop();
    expect(drawn).not.toContain('\u001b[?7l'); // no wrapping
    expect(drawn).toContain('goes on in the next line');
    // 13 of the title, 8 of the bar, 3 of the count, and spaces: 12 are left
    expect(drawn).toContain('runs finished ████░░░░ 1/2  about 3 min');
    expect(drawn).not.toContain('about 3 min l');
  });
});
