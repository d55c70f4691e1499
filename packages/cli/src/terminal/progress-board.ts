import type { MultiBar, SingleBar } from 'cli-progress';

/** One of several things under way. */
export interface ProgressRow {
  readonly title: string;
  readonly done: number;
  readonly total: number;
  readonly note: string;
}

export interface ProgressBoard {
  /** What there now is, in the place of what there was; the first row is on the whole. */
  show(rows: readonly ProgressRow[]): void;
  stop(): void;
}

/** A bar for each row, below each other. */
export function barBoard(open: (format: string) => MultiBar, stop: () => void): ProgressBoard {
  const shown: SingleBar[] = [];
  return {
    show(rows) {
      const bars = open('{title} {bar} {value}/{total}  {note}');
      const width = Math.max(...rows.map(({ title }) => title.length));
      for (const extra of shown.splice(rows.length)) bars.remove(extra);
      for (const [index, { title, done, total, note }] of rows.entries()) {
        const texts = { title: title.padEnd(width), note };
        const bar = shown[index] ?? bars.create(total, done, texts);
        shown[index] = bar;
        bar.setTotal(total);
        bar.update(done, texts);
      }
    },
    stop,
  };
}

/** A line with all rows every so many seconds, and whenever the first row's count has changed. */
export function lineBoard(line: (text: string) => void, every: number, now: () => number): ProgressBoard {
  let shown = Number.NEGATIVE_INFINITY;
  let first: number | undefined;
  return {
    show(rows) {
      if (now() - shown < every && rows[0]?.done === first) return;
      shown = now();
      first = rows[0]?.done;
      line(
        rows
          .map(({ title, done, total, note }) => `${title} ${done}/${total}${note && `, ${note}`}`)
          .join('; '),
      );
    },
    stop() {},
  };
}
