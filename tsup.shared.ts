import type { Options } from 'tsup';

/** ESM and types for each entry; every package dependency stays external. */
export const shared = (entry: Record<string, string>): Options => ({
  entry,
  format: 'esm',
  dts: true,
  clean: true,
  target: 'node20',
  external: [/^@tensorflow\//, /^@tandem-det\//],
});
