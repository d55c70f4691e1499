import { readFile } from 'node:fs/promises';
import { ExpectationError } from '@tandem-det/base';
import { decodeText } from './decode-text.ts';

/**
 * The text of a file that an option named `where` asks for; an ExpectationError where it cannot be read. `declared`
 * finds in its bytes which encoding it says it is in.
 */
export async function readText(
  file: string,
  where: string,
  remedy: string,
  declared: (bytes: Uint8Array) => string | undefined = () => undefined,
): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new ExpectationError(
      where,
      'a file that can be read',
      `"${file}" (${error.code ?? error.message})`,
      remedy,
      { cause: error },
    );
  });
  return decodeText(file, bytes, declared(bytes));
}
