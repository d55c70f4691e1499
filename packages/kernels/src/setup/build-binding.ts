import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ExpectationError } from '@tandem-det/base';
import type { TensorflowPackage } from '../addon/tensorflow-package.ts';
import { findCompiler } from './find-compiler.ts';
import { nodeHeaders } from './node-headers.ts';
import { lastLines, runCommand } from './run-command.ts';
import type { TensorflowLibrary } from './tensorflow-library.ts';

export interface BuildOptions {
  readonly target: TensorflowPackage;
  readonly library: TensorflowLibrary;
  readonly cache: string;
  readonly report: (line: string) => void;
}

/**
 * Puts a native binding into an installed tfjs-node: its own C++ sources, compiled unchanged against the
 * given TensorFlow. It is kept in the cache by what it was made from, so another checkout only copies it.
 *
 * Difference from tfjs-node's install script: no node-gyp, and so no make, Python or download of Node's
 * headers: the binding is two files that use Node-API alone, whose headers come from npm. The libraries are
 * found by an absolute run path, not by links, so that TensorFlow finds its CUDA libraries beside itself.
 */
export async function buildBinding({ target, library, cache, report }: BuildOptions): Promise<void> {
  const kept = join(cache, 'bindings', keyOf(target, library), 'tfjs_binding.node');
  if (existsSync(kept)) report(`Using the binding that was built earlier: ${kept}`);
  else {
    mkdirSync(dirname(kept), { recursive: true });
    await compile(target, library, kept, report);
  }
  mkdirSync(dirname(target.binding), { recursive: true });
  const temporary = `${target.binding}.${process.pid}`;
  copyFileSync(kept, temporary);
  renameSync(temporary, target.binding);
}

function keyOf({ version }: TensorflowPackage, library: TensorflowLibrary): string {
  const sizes = library.libraries.map((file) => statSync(join(library.folder, file)).size);
  const parts = [version, library.folder, ...sizes, process.platform, process.arch];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}

async function compile(
  { folder, binding }: TensorflowPackage,
  library: TensorflowLibrary,
  output: string,
  report: (line: string) => void,
): Promise<void> {
  const compiler = await findCompiler();
  const apiVersion = /napi-v(\d+)/.exec(binding)?.[1] ?? '8';
  const temporary = `${output}.${process.pid}`;
  report(`Compiling the binding with ${compiler} …`);
  const { code, stdout, stderr } = await runCommand(
    compiler,
    [
      ...['-std=c++17', '-O2', '-fPIC', '-shared', '-pthread'],
      ...[`-DNAPI_VERSION=${apiVersion}`, '-DBUILDING_NODE_EXTENSION'],
      ...[`-I${nodeHeaders()}`, `-I${library.include}`],
      ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(folder, 'binding', file)),
      ...[`-L${library.folder}`, ...library.libraries.map((file) => `-l:${file}`)],
      ...[`-Wl,-rpath,${library.folder}`, '-o', temporary],
    ],
    { progress: (seconds) => report(`  … ${seconds} s`) },
  );
  if (code !== 0) {
    throw new ExpectationError(
      'setup',
      'the binding to compile',
      `exit code ${code} of ${compiler}:\n${lastLines(stderr || stdout)}\n`,
      'A C++17 compiler is needed (GCC 9 or later, or Clang), and TensorFlow 2.9 or later.',
    );
  }
  renameSync(temporary, output);
}
