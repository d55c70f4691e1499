import { ExpectationError } from '@tandem-det/base';
import type { PlannedRun } from '../study/plan.ts';
import type { RecordStore } from './record-store.ts';
import type { RunRecord } from './run-record.ts';

/**
 * The record of a run that was finished before; undefined where there is none. Throws where the run has parts of the
 * user's own that nothing identifies: they may have changed since.
 */
export async function keptRecord(store: RecordStore, run: PlannedRun): Promise<RunRecord | undefined> {
  const record = await store.read(run.id);
  if (record === undefined || run.unidentified.length === 0) return record;
  throw new ExpectationError(
    `finished run ${run.id} (${run.name}, seed ${run.seed})`,
    'parts that can be told from other ones',
    `${run.unidentified.length} of your own without a version: ${run.unidentified.join(', ')}`,
    'Give each one, ownPart(part, { version: 1 }), or the study one, to be changed with the parts; or choose another folder. The command `tandem ablate` takes the content of the module that it loads.',
  );
}
