import { createRequire } from 'node:module';

/** The folder of Node-API's headers, which come from npm. */
export function nodeHeaders(): string {
  return (createRequire(import.meta.url)('node-api-headers') as { include_dir: string }).include_dir;
}
