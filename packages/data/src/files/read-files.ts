import { ExpectationError } from '@tandem-det/base';
import type { OnBadImage } from '../on-bad-image.ts';
import type { Faults } from './faults.ts';

/** An image file that cannot be read, as opposed to annotations that are wrong. */
export class BadImage extends Error {
  constructor(override readonly cause: ExpectationError) {
    super(cause.message, { cause });
  }
}

export interface ReadFilesOptions {
  readonly faults: Faults;
  readonly onBadImage: OnBadImage;
  readonly report: (line: string) => void;
}

/** Files read at once. */
const AT_ONCE = 16;

/**
 * What `read` makes of each item, in order, several at a time. An item whose annotations are wrong is a fault and gives
 * undefined; so does one whose image cannot be read, which throws or is reported, as `onBadImage` says.
 */
export async function readFiles<T, R>(
  items: readonly T[],
  read: (item: T) => Promise<R>,
  { faults, onBadImage, report }: ReadFilesOptions,
): Promise<(R | undefined)[]> {
  const results: (R | undefined)[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    const group = await Promise.allSettled(items.slice(start, start + AT_ONCE).map(read));
    for (const result of group) {
      if (result.status === 'fulfilled') {
        results.push(result.value);
        continue;
      }
      const error: unknown = result.reason;
      results.push(undefined);
      if (error instanceof ExpectationError) faults.add(error);
      else if (!(error instanceof BadImage)) throw error;
      else if (onBadImage === 'error') throw error.cause;
      else report(`image left out: ${error.cause.message}`);
    }
  }
  return results;
}
