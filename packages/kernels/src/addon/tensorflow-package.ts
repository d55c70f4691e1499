import type * as Fs from 'node:fs';
import type * as Module from 'node:module';
import type * as Path from 'node:path';
import { nodeModule } from '../wasm/node-module.ts';

/** An installed tfjs-node or tfjs-node-gpu. */
export interface TensorflowPackage {
  readonly name: string;
  readonly version: string;
  /** Its real folder, without symbolic links. */
  readonly folder: string;
  /** Where its native binding lies, or would lie once built. */
  readonly binding: string;
  readonly isBuilt: boolean;
  readonly require: NodeJS.Require;
}

const names = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'];

/**
 * The tfjs-node packages that can be resolved from here or from the working directory, those with a
 * binding first, then the GPU one first. Node only: empty elsewhere.
 */
export function findTensorflowPackages(): TensorflowPackage[] {
  const module = nodeModule<typeof Module>('node:module');
  const fs = nodeModule<typeof Fs>('node:fs');
  const path = nodeModule<typeof Path>('node:path');
  if (!module || !fs || !path) return [];
  const bases = [import.meta.url, path.join(process.cwd(), 'package.json')];
  const found = new Map<string, TensorflowPackage>();
  for (const name of names) {
    for (const base of bases) {
      const manifest = resolveFrom(module.createRequire(base), `${name}/package.json`);
      if (manifest === undefined) continue;
      const file = fs.realpathSync(manifest);
      const require = module.createRequire(file);
      const { version } = require(file) as { version: string };
      const binding = (require('@mapbox/node-pre-gyp') as { find: (manifest: string) => string }).find(file);
      const isBuilt = fs.existsSync(binding);
      found.set(file, { name, version, folder: path.dirname(file), binding, isBuilt, require });
    }
  }
  return [...found.values()].sort((a, b) => Number(b.isBuilt) - Number(a.isBuilt));
}

function resolveFrom(require: NodeJS.Require, request: string): string | undefined {
  try {
    return require.resolve(request);
  } catch {
    return undefined;
  }
}
