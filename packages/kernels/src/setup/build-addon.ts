import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ExpectationError } from '@tandem-det/base';
import { addonFile, addonIdentity, readAddonRecord, writeAddonRecord } from '../addon/addon-record.ts';
import { ADDON_VERSION } from '../addon/addon-version.ts';
import type { TensorflowPackage } from '../addon/tensorflow-package.ts';
import { tryAddon } from '../addon/try-addon.ts';
import { findCompiler } from './find-compiler.ts';
import { instructionSets, kernelFlags, nativeFolder, nativeSources } from './native-sources.ts';
import { nodeHeaders } from './node-headers.ts';
import { lastLines, runCommand } from './run-command.ts';

export interface AddonBuildOptions {
  readonly target: TensorflowPackage;
  readonly cache: string;
  readonly report: (line: string) => void;
}

/** What does not depend on the instruction set. */
const shell = [
  'choose.cc',
  'thread-pool.cc',
  ...['c-api', 'ops', 'addon'].map((name) => `tensorflow/${name}.cc`),
];

/**
 * Compiles the native kernels, unless they are there as their sources now are, and tries them in a process of their own.
 * They are kept in the cache by what they were made from, and lie beside the binding of the given tfjs-node. Nothing is
 * linked with TensorFlow, whose functions they look up once loaded.
 */
export async function buildAddon({ target, cache, report }: AddonBuildOptions): Promise<void> {
  const key = keyOf();
  const file = addonFile(target);
  const before = readAddonRecord(target);
  if (before?.key === key && existsSync(file) && before.identity === addonIdentity(target) && before.works) {
    report('Native kernels: built and tried already');
    return;
  }
  const kept = join(cache, 'native', key, 'tandem_kernels.node');
  if (existsSync(kept)) {
    report(`Using the native kernels that were built earlier: ${kept}`);
    // a cache may be shared with a machine of another C library
    if (place(kept, target, key) === undefined) return;
  }
  await compile(kept, report);
  const failure = place(kept, target, key);
  if (failure !== undefined) throw new ExpectationError('setup', 'the native kernels to compute', failure);
}

/** Copies the library to where it is loaded from and tries it there; returns why it fails, if it does. */
function place(kept: string, target: TensorflowPackage, key: string): string | undefined {
  const file = addonFile(target);
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  copyFileSync(kept, temporary);
  renameSync(temporary, file);
  const failure = tryAddon(target, file);
  const works = failure === undefined;
  writeAddonRecord(target, { key, identity: addonIdentity(target), works, message: failure ?? '' });
  return failure;
}

function keyOf(): string {
  const parts = [
    String(ADDON_VERSION),
    JSON.stringify([kernelFlags, instructionSets()]),
    process.platform,
    process.arch,
    nativeSources(),
  ];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}

async function compile(output: string, report: (line: string) => void): Promise<void> {
  const compiler = await findCompiler();
  report(`Compiling the native kernels with ${compiler} …`);
  const folder = nativeFolder();
  mkdirSync(dirname(output), { recursive: true });
  const objects = mkdtempSync(`${output}-`);
  try {
    const kernels = instructionSets().map(({ name, flags }, index, { length }) => {
      // the last is what every processor of this kind runs, whatever it is called
      const table = index === length - 1 ? 'baseline' : name;
      const definitions = [`-DTANDEM_KERNELS=kernels_${table}`, `-DTANDEM_NAME="${name}"`];
      return {
        source: 'instruction-set.cc',
        object: `${name}.o`,
        flags: [...kernelFlags, ...flags, ...definitions],
      };
    });
    const others = shell.map((source) => ({
      source,
      object: `${source.replace(/\W/g, '-')}.o`,
      flags: [
        ...['-std=c++17', '-O2', '-fPIC', '-pthread', '-fvisibility=hidden'],
        ...[`-DTANDEM_VERSION=${ADDON_VERSION}`, '-DNAPI_VERSION=8', `-I${nodeHeaders()}`],
      ],
    }));
    const all = [...kernels, ...others];
    await Promise.all(
      all.map(({ source, object, flags }) =>
        succeed(compiler, [...flags, '-c', join(folder, source), '-o', join(objects, object)]),
      ),
    );
    const temporary = `${output}.${process.pid}`;
    await succeed(compiler, [
      ...['-shared', '-pthread', '-o', temporary],
      ...all.map(({ object }) => join(objects, object)),
      '-ldl',
    ]);
    renameSync(temporary, output);
  } finally {
    rmSync(objects, { recursive: true, force: true });
  }
}

async function succeed(compiler: string, parameters: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await runCommand(compiler, parameters);
  if (code === 0) return;
  throw new ExpectationError(
    'setup',
    'the native kernels to compile',
    `exit code ${code} of ${compiler}:\n${lastLines(stderr || stdout)}\n`,
    'A C++17 compiler is needed: GCC 9 or later, or Clang 14 or later.',
  );
}
