import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectationError } from '@tandem-det/base';
import { runCommand } from './run-command.ts';

/** TensorFlow's C library on this machine. */
export interface TensorflowLibrary {
  /** Folder of the shared libraries. */
  readonly folder: string;
  /** Folder of the headers, the one that holds `tensorflow/c/c_api.h`. */
  readonly include: string;
  /** File names to link with. */
  readonly libraries: readonly string[];
}

/** As Python wheels have it, then as the C archives of TensorFlow's site have it. */
const layouts = [
  { libraries: ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'], folder: '', include: 'include' },
  { libraries: ['libtensorflow.so.2', 'libtensorflow_framework.so.2'], folder: 'lib', include: 'include' },
];

/** The library in a folder: an installed Python package `tensorflow`, or an unpacked C archive. */
export function libraryIn(root: string): TensorflowLibrary | undefined {
  for (const { libraries, folder, include } of layouts) {
    const found = { folder: join(root, folder), include: join(root, include), libraries };
    const header = join(found.include, 'tensorflow/c/c_api.h');
    if (existsSync(header) && libraries.every((file) => existsSync(join(found.folder, file)))) {
      return found;
    }
  }
  return undefined;
}

/** The library that $TANDEM_TENSORFLOW_DIR names; undefined where it is not set. */
export function libraryFromEnvironment(
  environment: NodeJS.ProcessEnv = process.env,
): TensorflowLibrary | undefined {
  const root = environment['TANDEM_TENSORFLOW_DIR'];
  if (!root) return undefined;
  const library = libraryIn(root);
  if (library) return library;
  throw new ExpectationError(
    'TANDEM_TENSORFLOW_DIR',
    'a folder with include/tensorflow/c/c_api.h and libtensorflow_cc.so.2 (or lib/libtensorflow.so.2)',
    root,
    'Name the folder `tensorflow` of an installed or unpacked Python wheel, or unset the variable.',
  );
}

/** The library inside the `tensorflow` package of `python3`; undefined where there is none to link with. */
export async function libraryFromPython(
  python: string,
  gpu: boolean,
): Promise<TensorflowLibrary | undefined> {
  const script = [
    'import importlib.util, importlib.metadata',
    'spec = importlib.util.find_spec("tensorflow")',
    'names = importlib.metadata.packages_distributions().get("tensorflow", [])',
    'print(",".join(names))',
    'print(spec.submodule_search_locations[0])',
  ].join('\n');
  const { code, stdout } = await runCommand(python, ['-c', script]);
  const [names = '', root = ''] = stdout.split('\n');
  if (code !== 0 || root === '') return undefined;
  if (gpu && names.split(',').every((name) => /cpu/.test(name))) return undefined;
  return libraryIn(root);
}
