import { readFile } from 'node:fs/promises';
import { ExpectationError } from '@tandem-det/base';

/** The text of a file that an option named `where` asks for; an ExpectationError where it cannot be read. */
export async function readText(file: string, where: string, remedy: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ExpectationError(where, 'a file that can be read', `"${file}" (${code})`, remedy, {
      cause: error,
    });
  }
}
