import { disposeBatch } from '@tandem-det/data/batches';
import { type BackendName, startBackend } from '@tandem-det/kernels/backends';
import { type Combination, fitting, refused } from './combinations.ts';
import { flawOf, flawOfRefusal, sceneBatch } from './try-parts.ts';

/** Combinations from one report of how far it is to the next. */
const REPORT_EVERY = 50;

/** Tries every combination of a head, an assigner and a loss, reports what is wrong, and returns whether nothing is. */
export async function tryAll(name: BackendName, report: (line: string) => void): Promise<boolean> {
  const backend = await startBackend({ name, report });
  const batch = await sceneBatch();
  const [good, bad] = [fitting(), refused()];
  const told = ({ head, assigner, loss }: Combination, flaw: string | undefined) => {
    if (flaw === undefined) return true;
    report(`${head} with ${assigner} and ${loss}: ${flaw}`);
    return false;
  };
  let trained = 0;
  for (const [index, each] of good.entries()) {
    if (told(each, await flawOf(each, batch))) trained++;
    if ((index + 1) % REPORT_EVERY === 0) report(`${index + 1} of ${good.length} tried`);
  }
  const named = bad.filter((each) => told(each, flawOfRefusal(each))).length;
  report(`${trained} of ${good.length} that fit train: 20 steps, after which the loss is finite and less`);
  report(`${named} of ${bad.length} that do not fit throw, naming what is missing and a head that offers it`);
  disposeBatch(batch);
  await backend.stop();
  return trained === good.length && named === bad.length;
}
