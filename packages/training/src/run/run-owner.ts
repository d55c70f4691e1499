import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { ExpectationError } from '@tandem-det/base';
import { replaceFile } from '@tandem-det/base/files';
import { withRoom } from './with-room.ts';

/** The process that a run's folder belongs to. */
export interface RunOwner {
  /**
   * Throws where another process has taken the folder since: nothing may be written to it any more. Looks at once, so
   * that a write that follows at once has no time between.
   */
  check(): void;
}

interface OwnerRecord {
  readonly id: string;
  readonly process: number;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
}

/**
 * Takes a run's folder by writing to the file `path`: the last process that did may write, and an earlier one that
 * still lives, or wakes up, finds out at its next `check`. So a run that was held for dead and given to another
 * process has one writer all the same.
 */
export async function takeRun(folder: string, path: string): Promise<RunOwner> {
  const own: OwnerRecord = {
    id: randomUUID(),
    process: process.pid,
    host: hostname(),
    since: new Date().toISOString(),
  };
  await withRoom(path, () => replaceFile(path, (file) => file.writeFile(`${JSON.stringify(own)}\n`)));
  return {
    check() {
      let text: string;
      try {
        text = readFileSync(path, 'utf8');
      } catch {
        return; // The write that was to follow says what is wrong with the folder.
      }
      const owner = JSON.parse(text) as OwnerRecord;
      if (owner.id === own.id) return;
      throw new ExpectationError(
        `run in ${folder}`,
        'to be the one process that trains it',
        `process ${owner.process} on ${owner.host}, which took it over at ${owner.since}`,
        'This one stops and writes nothing more; the other goes on.',
      );
    },
  };
}
