import { readFile, rename, writeFile } from 'node:fs/promises';
import type { CategoryResult, CocoStats } from '@tandem-det/evaluation';
import type { DetectorAlignment, Json } from '@tandem-det/training';

/** What is kept of one finished run: one cell of the grid with one seed. */
export interface RunRecord {
  readonly version: 1;
  readonly name: string;
  readonly seed: number;
  readonly stats: CocoStats;
  readonly categories: readonly CategoryResult[];
  /** Absent in the records of earlier versions. */
  readonly alignment?: DetectorAlignment;
  readonly parameters: number;
  readonly steps: number;
  /** Of training and evaluation together, over all attempts. */
  readonly seconds: number;
  readonly backend: string;
  /** Loss terms of every step, by name. */
  readonly losses: Readonly<Record<string, readonly number[]>>;
  /** What the run was; a run with another config is not taken for this one. */
  readonly config: Json;
}

/** The record at a path, or undefined where there is none. */
export async function readRecord(path: string): Promise<RunRecord | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : (JSON.parse(text) as RunRecord);
}

/** Writes a record whole or not at all. */
export async function writeRecord(path: string, record: RunRecord): Promise<void> {
  await writeFile(`${path}.part`, JSON.stringify(record));
  await rename(`${path}.part`, path);
}
