import type * as Fs from 'node:fs';
import type * as Path from 'node:path';
import { nodeModule } from '../wasm/node-module.ts';
import type { TensorflowPackage } from './tensorflow-package.ts';

/** What is known of a library of native kernels, kept in a file beside it. */
export interface AddonRecord {
  /** What it was built from. */
  readonly key: string;
  /** What it was tried with: any other library, binding or Node is tried anew. */
  readonly identity: string;
  readonly works: boolean;
  /** Why it does not work. */
  readonly message: string;
}

/** Beside the binding of tfjs-node, whose TensorFlow it extends. */
export function addonFile({ binding }: TensorflowPackage): string {
  const { dirname, join } = nodeModule<typeof Path>('node:path')!;
  return join(dirname(binding), 'tandem_kernels.node');
}

function recordFile(target: TensorflowPackage): string {
  return addonFile(target).replace(/\.node$/, '.json');
}

/** undefined where there is none that can be read. */
export function readAddonRecord(target: TensorflowPackage): AddonRecord | undefined {
  try {
    return JSON.parse(nodeModule<typeof Fs>('node:fs')!.readFileSync(recordFile(target), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Written whole or not at all; where it cannot be, the next start tries the library again. */
export function writeAddonRecord(target: TensorflowPackage, record: AddonRecord): void {
  const { renameSync, writeFileSync } = nodeModule<typeof Fs>('node:fs')!;
  const file = recordFile(target);
  const temporary = `${file}.${process.pid}`;
  try {
    writeFileSync(temporary, `${JSON.stringify(record, null, 2)}\n`);
    renameSync(temporary, file);
  } catch {
    // a folder of another user
  }
}

/** What makes a library work or not: itself, the binding beside it, and Node. */
export function addonIdentity(target: TensorflowPackage): string {
  const { statSync } = nodeModule<typeof Fs>('node:fs')!;
  const parts = [addonFile(target), target.binding].map((file) => {
    const { size, mtimeMs } = statSync(file);
    return `${size} ${Math.round(mtimeMs)}`;
  });
  return [...parts, process.version, process.platform, process.arch].join(', ');
}
