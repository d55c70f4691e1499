import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { describeOnce } from '../testing/index.ts';
import { simdModule } from './compile.ts';
import { compileAssembly } from './compile-assembly.ts';
import type { SimdVariant } from './simd.generated.ts';
import { simdKernelNames } from './simd-kernels.ts';

/** The interface that is tested here, of which this package's own code needs less. */
const { Module } = (
  globalThis as unknown as {
    WebAssembly: {
      Module: (new (
        bytes: Uint8Array,
      ) => object) & {
        imports(module: object): { module: string; name: string }[];
        exports(module: object): { name: string }[];
      };
    };
  }
).WebAssembly;

/** Numbers of a module's sections, in order. */
function sectionsOf(bytes: Uint8Array): number[] {
  const sections: number[] = [];
  for (let at = 8; at < bytes.length; ) {
    sections.push(bytes[at++]!);
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      size |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    at += size;
  }
  return sections;
}

describeOnce('simdModule', () => {
  it('is what its sources compile to', async () => {
    const compiled = await compileAssembly(fileURLToPath(new URL('assembly', import.meta.url)));
    for (const [variant, bytes] of Object.entries(compiled)) {
      const isEqual = Buffer.from(bytes).equals(simdModule(variant as SimdVariant));
      expect(isEqual, `${variant}; run \`pnpm --filter @tandem-det/kernels generate\``).toBe(true);
    }
  });

  it('exports the kernels, and brings no memory, globals or data into the memory of tfjs', () => {
    const module = new Module(simdModule('plain'));
    expect(
      Module.exports(module)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...simdKernelNames]);
    expect(Module.imports(module).map(({ module: from, name }) => `${from}.${name}`)).toEqual(['env.memory']);
    // 5 memory, 6 global, 8 start, 9 elements, 11 data, 12 data count
    expect(sectionsOf(simdModule('plain')).filter((id) => [5, 6, 8, 9, 11, 12].includes(id))).toEqual([]);
  });
});
