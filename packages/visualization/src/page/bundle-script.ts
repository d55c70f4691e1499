import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The sources in `client` as one script that a page can hold. */
export async function bundleScript(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: fileURLToPath(new URL('client', import.meta.url)),
    entryPoints: ['main.ts'],
    bundle: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    write: false,
  });
  return outputFiles[0]!.text;
}
