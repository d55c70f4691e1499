import { ExpectationError } from '@tandem-det/base';

/** No space on the device, a limit of the process or of the file system on a file, a quota. */
const FULL: readonly (string | undefined)[] = ['ENOSPC', 'EFBIG', 'EDQUOT'];

/** Runs `write`; where the disk is full, the error says what had no room and how the run goes on. */
export async function withRoom<T>(what: string, write: () => T | Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!FULL.includes(code)) throw error;
    throw new ExpectationError(
      what,
      'room on the disk',
      code!,
      'Make room, then resume the run: its last checkpoint is whole.',
    );
  }
}
