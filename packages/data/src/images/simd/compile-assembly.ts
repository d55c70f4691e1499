import { fileURLToPath } from 'node:url';

/** The part of the compiler's interface in use. */
interface Compiler {
  main(
    parameters: readonly string[],
    options: { writeFile: (name: string, contents: Uint8Array) => void },
  ): Promise<{ error: Error | null; stderr: { toString(): string } }>;
}

/** A name that TypeScript does not follow: the types there redefine `console` for the whole program. */
const compilerModule: string = 'assemblyscript/asc';

/** Compiles `assembly/index.ts` into a module with a memory of its own, and nothing in it. */
export async function compileKernels(): Promise<Uint8Array> {
  const { default: asc } = (await import(compilerModule)) as { default: Compiler };
  const folder = fileURLToPath(new URL('assembly', import.meta.url));
  let module: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    `index.ts --baseDir ${folder} --outFile kernels.wasm -O3 --noAssert --runtime stub --use abort= --enable simd`.split(
      ' ',
    ),
    { writeFile: (_, contents) => (module = contents) },
  );
  if (error || module === undefined) throw new Error(stderr.toString());
  return module;
}
