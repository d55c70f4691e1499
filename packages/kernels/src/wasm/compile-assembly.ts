import { ExpectationError } from '@tandem-det/base';

/** The part of the compiler's interface in use. */
interface Compiler {
  main(
    parameters: readonly string[],
    options: { writeFile: (name: string, contents: Uint8Array | string) => void },
  ): Promise<{ error: Error | null; stderr: { toString(): string } }>;
}

/** A name that TypeScript does not follow: the types there redefine `console` for the whole program. */
const compilerModule: string = 'assemblyscript/asc';

/** Compiler options of each build; the memory is the tfjs backend's, which is shared when it has threads. */
const variants = {
  plain: [],
  relaxed: ['--enable', 'relaxed-simd'],
  shared: ['--sharedMemory', '--enable', 'threads'],
  sharedRelaxed: ['--sharedMemory', '--enable', 'threads', '--enable', 'relaxed-simd'],
};

/**
 * Compiles the AssemblyScript sources of a folder into the bytes of each build. The modules import their
 * memory and hold no data of their own: all of it belongs to tfjs.
 */
export async function compileAssembly(folder: string): Promise<Record<keyof typeof variants, Uint8Array>> {
  const compiled: Partial<Record<keyof typeof variants, Uint8Array>> = {};
  for (const [name, options] of Object.entries(variants) as [keyof typeof variants, string[]][]) {
    compiled[name] = await compile(folder, options);
  }
  return compiled as Record<keyof typeof variants, Uint8Array>;
}

async function compile(folder: string, options: readonly string[]): Promise<Uint8Array> {
  const { default: asc } = (await import(compilerModule)) as { default: Compiler };
  let bytes: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [
      ...['index.ts', '--baseDir', folder, '--outFile', 'simd.wasm'],
      ...['-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort='],
      ...['--importMemory', '--noExportMemory', '--maximumMemory', '65536'],
      ...['--enable', 'simd', '--disableWarning', '112', ...options],
    ],
    {
      writeFile: (_name, contents) => {
        bytes = contents as Uint8Array;
      },
    },
  );
  if (error || !bytes) {
    throw new ExpectationError('compileAssembly', `sources in ${folder} that compile`, stderr.toString());
  }
  return bytes;
}
