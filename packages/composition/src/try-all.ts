import { disposeBatch } from '@tandem-det/data';
import { startBackend } from '@tandem-det/kernels/backends';
import { type Combination, fitting, refused } from './combinations.ts';
import { flawOf, flawOfRefusal, sceneBatch } from './try-parts.ts';

/** Tries every combination of a head, an assigner and a loss, reports what is wrong, and returns whether nothing is. */
export async function tryAll(report: (line: string) => void): Promise<boolean> {
  const backend = await startBackend({ name: 'wasm', report });
  const batch = await sceneBatch();
  const [good, bad] = [fitting(), refused()];
  const told = ({ head, assigner, loss }: Combination, flaw: string | undefined) => {
    if (flaw === undefined) return true;
    report(`${head} with ${assigner} and ${loss}: ${flaw}`);
    return false;
  };
  let trained = 0;
  for (const each of good) if (told(each, await flawOf(each, batch))) trained++;
  const named = bad.filter((each) => told(each, flawOfRefusal(each, batch))).length;
  report(`${trained} of ${good.length} that fit train: 20 steps, after which the loss is finite and less`);
  report(`${named} of ${bad.length} that do not fit throw, naming what is missing and a head that offers it`);
  disposeBatch(batch);
  await backend.stop();
  return trained === good.length && named === bad.length;
}
