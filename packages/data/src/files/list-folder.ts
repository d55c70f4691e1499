import { readdir } from 'node:fs/promises';
import { ExpectationError } from '@tandem-det/base';

/** Names in a folder that an option named `where` asks for, in order; an ExpectationError where there is none. */
export async function listFolder(folder: string, where: string, remedy: string): Promise<string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ExpectationError(where, 'a folder that can be read', `"${folder}" (${code})`, remedy, {
      cause: error,
    });
  }
}
