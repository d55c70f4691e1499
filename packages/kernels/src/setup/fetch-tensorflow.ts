import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectationError } from '@tandem-det/base';
import { lastLines, runCommand } from './run-command.ts';
import { libraryIn, type TensorflowLibrary } from './tensorflow-library.ts';

export interface FetchOptions {
  readonly cache: string;
  readonly python: string;
  readonly gpu: boolean;
  readonly report: (line: string) => void;
}

/** Takes out of a wheel what a C program needs: 0.9 of 1.3 GB, 4,000 of 16,000 files. */
const unpackScript = `
import sys, zipfile
wheel, target = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        parts = [*name.split('/'), '', '']
        header = parts[1] == 'include' and parts[2] in ('tensorflow', 'tsl', 'xla') and name.endswith('.h')
        if parts[0] == 'tensorflow' and (parts[1].startswith('libtensorflow') or header):
            archive.extract(name, target)
`;

/** Any Python serves to fetch and unpack: its version need not be one that TensorFlow has wheels for. */
const otherPython = ['--python-version', '3.12'];

/** TensorFlow fetched earlier by `fetchTensorflow`, the newest. */
export function fetchedTensorflow(cache: string, gpu: boolean): TensorflowLibrary | undefined {
  const prefix = gpu ? 'gpu-' : 'cpu-';
  const folders = existsSync(cache) ? readdirSync(cache).filter((name) => name.startsWith(prefix)) : [];
  return folders
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .map((name) => libraryIn(join(cache, name, 'tensorflow')))
    .find((library) => library !== undefined);
}

/** Downloads TensorFlow with pip into the cache: the CPU wheel, or the GPU wheel with its CUDA libraries. */
export async function fetchTensorflow(options: FetchOptions): Promise<TensorflowLibrary> {
  const { cache, python, gpu, report } = options;
  await checkPip(python);
  mkdirSync(cache, { recursive: true });
  const temporary = mkdtempSync(join(cache, 'fetching-'));
  try {
    report(
      gpu
        ? 'Downloading TensorFlow with its CUDA libraries by pip (about 4 GB) …'
        : 'Downloading TensorFlow by pip (about 270 MB) …',
    );
    const target = join(temporary, 'unpacked');
    const version = await (gpu
      ? installWithCuda(options, target)
      : downloadAndUnpack(options, temporary, target));
    const library = libraryIn(join(target, 'tensorflow'));
    if (!library) {
      throw new ExpectationError(
        'setup',
        'a wheel with libtensorflow_cc.so.2 and its headers',
        'another layout',
        'Set TANDEM_TENSORFLOW_DIR to an unpacked TensorFlow 2.21.',
      );
    }
    const folder = join(cache, `${gpu ? 'gpu' : 'cpu'}-${version}`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(target, folder);
    return libraryIn(join(folder, 'tensorflow'))!;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

async function checkPip(python: string): Promise<void> {
  const { code, stderr } = await runCommand(python, ['-m', 'pip', '--version']);
  if (code === 0) return;
  throw new ExpectationError(
    'setup',
    'python3 with pip, to download TensorFlow',
    `"${lastLines(stderr, 1)}" from \`${python} -m pip --version\``,
    'Install them (Debian: apt install python3-pip), or set TANDEM_TENSORFLOW_DIR to an unpacked TensorFlow.',
  );
}

/** Returns TensorFlow's version. */
async function installWithCuda({ python, report }: FetchOptions, target: string): Promise<string> {
  const install = ['install', '--no-compile', '--target', target, 'tensorflow[and-cuda]'];
  await pip(python, install, report);
  return versionIn(readdirSync(target));
}

/** The version in the name of TensorFlow's wheel or `.dist-info` folder. */
function versionIn(names: readonly string[]): string {
  const versions = names.map((name) => /^tensorflow(?:_cpu)?-([\d.]*\d)/.exec(name)?.[1]);
  return versions.find((version) => version !== undefined) ?? 'unknown';
}

/** Returns TensorFlow's version. */
async function downloadAndUnpack(
  { python, report }: FetchOptions,
  temporary: string,
  target: string,
): Promise<string> {
  const name = process.arch === 'x64' ? 'tensorflow-cpu' : 'tensorflow';
  const download = ['download', '--no-deps', '--only-binary=:all:', '--dest', temporary, name];
  await pip(python, download, report).catch(() => pip(python, [...download, ...otherPython], report));
  const wheel = readdirSync(temporary).find((file) => file.endsWith('.whl'))!;
  report(`Unpacking ${wheel} …`);
  await succeed(python, ['-c', unpackScript, join(temporary, wheel), target], 'the wheel to unpack', report);
  return versionIn([wheel]);
}

function pip(python: string, parameters: readonly string[], report: (line: string) => void): Promise<void> {
  return succeed(
    python,
    ['-m', 'pip', ...parameters],
    `\`pip ${parameters[0]} ${parameters.at(-1)}\` to succeed`,
    report,
  );
}

async function succeed(
  command: string,
  parameters: readonly string[],
  expected: string,
  report: (line: string) => void,
): Promise<void> {
  const progress = (seconds: number) => report(`  … ${seconds} s`);
  const { code, stdout, stderr } = await runCommand(command, parameters, { progress });
  if (code === 0) return;
  throw new ExpectationError(
    'setup',
    expected,
    `exit code ${code}:\n${lastLines(stderr || stdout)}\n`,
    "See pip's message; a package index that has TensorFlow must be reachable, or TANDEM_TENSORFLOW_DIR set.",
  );
}
