import { ExpectationError } from '@tandem-det/base';
import type { FaultGroup } from '../account.ts';

/** What to do with entries of annotations that are wrong: throw, with all of them named, or leave them out. */
export type OnBadObject = 'error' | 'skip';

/** The faults of a dataset's annotations, gathered while they are read. */
export interface Faults {
  /** What `read` gives; undefined where it throws an ExpectationError, which is kept. */
  attempt<T>(read: () => T): T | undefined;
  add(error: ExpectationError): void;
  /** Faults so far. */
  count(): number;
  /** By kind, the most frequent first. */
  groups(): FaultGroup[];
  /**
   * Throws the first fault, with all kinds of them, unless they are to be left out; then each kind is reported in a
   * line.
   */
  settle(onBadObject: OnBadObject, report: (line: string) => void): void;
}

const EXAMPLES = 5;

/** Beyond so many kinds the rest is one: a kind can have a name of the file in it. */
const KINDS = 50;

export function createFaults(): Faults {
  const groups = new Map<string, { count: number; examples: string[]; remedy: string }>();
  let first: ExpectationError | undefined;
  let total = 0;
  const add = (error: ExpectationError) => {
    first ??= error;
    total += 1;
    const kind = kindOf(error);
    const key = groups.has(kind) || groups.size < KINDS ? kind : 'others';
    const group = groups.get(key) ?? { count: 0, examples: [], remedy: error.remedy };
    groups.set(key, group);
    group.count += 1;
    if (group.examples.length < EXAMPLES) group.examples.push(`${error.where}: got ${error.got}`);
  };
  const sorted = () =>
    [...groups].map(([kind, group]) => ({ kind, ...group })).toSorted((a, b) => b.count - a.count);
  return {
    attempt(read) {
      try {
        return read();
      } catch (error) {
        if (!(error instanceof ExpectationError)) throw error;
        add(error);
        return undefined;
      }
    },
    add,
    count: () => total,
    groups: sorted,
    settle(onBadObject, report) {
      if (first === undefined) return;
      if (onBadObject === 'skip') {
        for (const group of sorted()) report(`left out: ${inWords(group)}`);
        return;
      }
      const { where, expected, got, remedy } = first;
      const all = total === 1 ? '' : `\n${total} faults in all:\n${sorted().map(inWords).join('\n')}`;
      throw new ExpectationError(where, expected, got, `${remedy} ${WAY_OUT}${all}`.trimStart());
    },
  };
}

const WAY_OUT = 'To leave out what is wrong: badObjects: "skip".';

function inWords({ kind, count, examples }: FaultGroup): string {
  return `${count} × ${kind} (${examples.slice(0, 3).join('; ')}${count > 3 ? '; …' : ''})`;
}

/** The field, without the numbers that tell one entry from the next, and what was expected in it. */
function kindOf({ where, expected }: ExpectationError): string {
  const field = where.includes(': ') ? where.slice(where.lastIndexOf(': ') + 2) : '';
  const plain = field
    .replaceAll(/\[\d+\]/g, '[]')
    .replace(/^line \d+(, )?/, '')
    .replace(/^number \d+$/, 'number');
  const wanted = `expected ${expected.replaceAll(/ \([^)]*\)/g, '')}`;
  return plain === '' ? wanted : `${plain}: ${wanted}`;
}
