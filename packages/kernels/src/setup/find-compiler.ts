import { ExpectationError } from '@tandem-det/base';
import { runCommand } from './run-command.ts';

/** A C++ compiler: the one that CXX names, or the first of the usual ones. */
export async function findCompiler(): Promise<string> {
  const candidates = [process.env['CXX'] ?? '', 'g++', 'c++', 'clang++'].filter((name) => name !== '');
  for (const candidate of candidates) {
    if ((await runCommand(candidate, ['--version'])).code === 0) return candidate;
  }
  throw new ExpectationError(
    'setup',
    'a C++ compiler',
    `none of ${candidates.join(', ')}`,
    'Install one (Debian: apt install g++), or name it in CXX.',
  );
}
