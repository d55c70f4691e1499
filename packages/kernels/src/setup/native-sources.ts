import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ExpectationError } from '@tandem-det/base';

/** How one instruction set is compiled. */
export interface InstructionSet {
  readonly name: string;
  readonly flags: readonly string[];
}

/** The instruction sets of a processor's kind, the one that every such processor has last. */
export function instructionSets(architecture: string = process.arch): readonly InstructionSet[] {
  if (architecture === 'x64') {
    const avx2 = ['-mavx2', '-mfma'];
    const avx512 = ['f', 'bw', 'dq', 'vl'].map((part) => `-mavx512${part}`);
    return [
      { name: 'avx512', flags: [...avx2, ...avx512, '-mprefer-vector-width=512'] },
      { name: 'avx2', flags: avx2 },
      { name: 'baseline', flags: [] },
    ];
  }
  return [{ name: architecture === 'arm64' ? 'neon' : 'baseline', flags: [] }];
}

/** What all kernels are compiled with. Fused multiply-add where there is one: it is both faster and more exact. */
export const kernelFlags = [
  ...['-std=c++17', '-O3', '-fPIC', '-pthread', '-fvisibility=hidden'],
  ...['-ffp-contract=fast', '-fno-math-errno', '-Wno-psabi', '-Wno-ignored-attributes'],
];

/** The folder of the C++ sources: beside `src` here, beside `dist` in an installed package. */
export function nativeFolder(): string {
  const places = ['../../native', '../native'].map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const found = places.find((place) => existsSync(join(place, 'kernels.h')));
  if (found !== undefined) return found;
  throw new ExpectationError(
    'setup',
    "the C++ sources of the native kernels in this package's folder native",
    'none',
    'Install @tandem-det/kernels anew.',
  );
}

/** All of the sources, to tell one state of them from another. */
export function nativeSources(folder: string = nativeFolder()): string {
  const files = [folder, join(folder, 'tensorflow')].flatMap((place) =>
    readdirSync(place)
      .filter((name) => /\.(cc|h)$/.test(name))
      .sort()
      .map((name) => join(place, name)),
  );
  return files.map((file) => `${file.slice(folder.length)}\n${readFileSync(file, 'utf8')}`).join('\n');
}
