import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ExpectationError } from '@tandem-det/base';
import type { RunRecord } from './run-record.ts';

/** The records of a study's folder: one file each, written once and never changed. */
export interface RecordStore {
  readonly read: (id: string) => Promise<RunRecord | undefined>;
  /** False where the record was there already; it stays as it is. */
  readonly add: (record: RunRecord) => Promise<boolean>;
}

/** The store in `records/` of a folder. Any number of processes may read and add at once. */
export function recordStore(folder: string): RecordStore {
  const fileOf = (id: string) => path.join(folder, 'records', `${id}.json`);
  return {
    async read(id) {
      const file = fileOf(id);
      const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
      return text === undefined ? undefined : parse(text, file);
    },
    async add(record) {
      const file = fileOf(record.id);
      await mkdir(path.dirname(file), { recursive: true });
      const part = `${file}.${randomUUID()}.part`;
      await writeFile(part, JSON.stringify(record));
      try {
        await link(part, file);
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
        throw error;
      } finally {
        await rm(part);
      }
    },
  };
}

function parse(text: string, file: string): RunRecord {
  try {
    const record = JSON.parse(text) as RunRecord;
    if (record.format === 2) return record;
  } catch {
    // told below
  }
  throw new ExpectationError(file, 'the record of a run', 'something else', 'Remove it to run it again.');
}
