import type { CategoryResult, CocoStats } from '@tandem-det/evaluation';
import type { DetectorAlignment } from '@tandem-det/inference';
import type { Cell } from '../study/axes.ts';
import type { RunIdentity } from '../study/run-id.ts';

/** The backend of a run in words: with its version and threads, where the record has them. */
export function backendOf({ backend, backendDescription }: RunRecord): string {
  return backendDescription ?? backend;
}

/** What is kept of one finished run: one cell of a study with one seed. */
export interface RunRecord {
  readonly format: 2;
  readonly id: string;
  /** Of the cell. */
  readonly name: string;
  readonly cell: Cell;
  readonly seed: number;
  readonly stats: CocoStats;
  readonly categories: readonly CategoryResult[];
  /** How well the two tasks agree on the validation images. */
  readonly alignment?: DetectorAlignment;
  readonly parameters: number;
  readonly steps: number;
  /** Of the training steps, over all attempts. */
  readonly seconds: number;
  readonly backend: string;
  /** What it computed with, in a line; not in records from before it was kept. */
  readonly backendDescription?: string;
  /** Loss terms of every step, by name. */
  readonly losses: Readonly<Record<string, readonly number[]>>;
  /** What `id` is the hash of. */
  readonly identity: RunIdentity;
}
