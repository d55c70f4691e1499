import type { RunRecord } from '../records/run-record.ts';
import type { Study } from '../study/study.ts';

/** What a job carries: which run of the study. The worker has the study itself. */
export interface RunJob {
  readonly id: string;
}

/** What a worker says of a run under way. */
export interface RunJobProgress {
  readonly step: number;
  readonly steps: number;
  readonly worker: string;
}

export type RunJobResult = RunRecord;

/** The name of a study's own queue: studies that share a server do not mix. */
export function queueName({ name }: Pick<Study, 'name'>): string {
  return `tandem-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
}
