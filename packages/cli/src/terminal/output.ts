import { MultiBar, Presets, type SingleBar } from 'cli-progress';
import { duration } from './duration.ts';
import { barBoard, lineBoard, type ProgressBoard } from './progress-board.ts';

/** Where a command writes what it has to say. */
export interface Output {
  line(text: string): void;
  /** Begins to show the progress of something; one thing at a time. */
  progress(title: string, total: number): ProgressDisplay;
  /** Begins to show the progress of several things at once. */
  board(): ProgressBoard;
}

export interface ProgressDisplay {
  update(done: number, note?: string): void;
  stop(): void;
}

export interface TerminalOptions {
  readonly write: (text: string) => void;
  /** A bar that is redrawn in place; lines now and then without it. */
  readonly bar: boolean;
  /** Where bars are drawn: the terminal that `write` writes to. */
  readonly stream?: NodeJS.WritableStream & { readonly columns?: number };
  /** Seconds before progress is shown at all. */
  readonly after?: number;
  /** Seconds between lines. */
  readonly every?: number;
  readonly now?: () => number;
}

/** Erases what is right of the cursor (ANSI EL). */
const CLEAR_REST = '\u001b[K';

/** Standard output: a bar with the time left where it is a terminal, lines where it is a file or a pipe. */
export function standardOutput(stream: NodeJS.WriteStream = process.stdout): Output {
  return terminalOutput({ write: (text) => void stream.write(text), bar: stream.isTTY === true, stream });
}

export function terminalOutput({
  write,
  bar,
  stream,
  after = 2,
  every = 10,
  now = () => performance.now() / 1000,
}: TerminalOptions): Output {
  let bars: MultiBar | undefined;
  const open = (format: string) => {
    bars ??= new MultiBar(
      {
        format,
        hideCursor: true,
        barsize: Math.min(24, Math.floor((stream?.columns ?? 120) / 5)),
        linewrap: true, // of lines above the bars; bars are cut
        ...(stream && { stream }),
      },
      Presets.shades_classic,
    );
    return bars;
  };
  const close = () => {
    bars?.update(); // writes the lines that wait: stop would drop them
    bars?.stop();
    bars = undefined;
  };
  const line = (text: string) => {
    // Each line goes where a bar was drawn, which may be longer.
    if (bars) bars.log(`${text}\n`.replaceAll('\n', `${CLEAR_REST}\n`));
    else write(`${text}\n`);
  };

  return {
    line,
    board: () => (bar ? barBoard(open, close) : lineBoard(line, every, now)),
    progress(title, total) {
      const start = now();
      let first: number | undefined;
      let shown = Number.NEGATIVE_INFINITY;
      let current: SingleBar | undefined;
      const timeLeft = (done: number) => {
        if (first === undefined) first = done - 1;
        const rate = (done - first) / (now() - start);
        return duration((total - done) / rate);
      };
      return {
        update(done, note = '') {
          const left = timeLeft(done);
          if (now() - start < after) return;
          if (!bar) {
            if (now() - shown < every && done < total) return;
            shown = now();
            line(`${title} ${done}/${total}${note && `, ${note}`}${done < total ? `, ${left} left` : ''}`);
            return;
          }
          const texts = { title, note, left };
          if (current === undefined) {
            current = open('{title} {bar} {value}/{total}, {left} left  {note}').create(total, done, texts);
          }
          current.update(done, texts);
        },
        stop: close,
      };
    },
  };
}
