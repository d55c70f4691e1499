import type { Options } from 'tsup';

/** ESM and types for each entry; every package dependency stays external. */
export const shared = (entry: Record<string, string>): Options => ({
  entry,
  format: 'esm',
  // tsup's declaration build sets baseUrl, which TypeScript 6 deprecates.
  dts: {
    compilerOptions: {
      ignoreDeprecations: '6.0',
      allowImportingTsExtensions: true,
      noEmit: false,
      emitDeclarationOnly: true,
    },
  },
  clean: true,
  target: 'node20',
  external: [/^@tensorflow\//, /^@tandem-det\//],
});
