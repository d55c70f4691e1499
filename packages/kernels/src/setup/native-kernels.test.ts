import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testBackends } from '../testing/index.ts';
import { findCompiler } from './find-compiler.ts';
import { instructionSets, kernelFlags, nativeFolder, nativeSources } from './native-sources.ts';
import { runCommand } from './run-command.ts';

const compiler = await findCompiler().catch(() => undefined);
const sources = (...names: string[]) => names.map((name) => join(nativeFolder(), name));

async function compile(parameters: readonly string[]): Promise<void> {
  const { code, stderr } = await runCommand(compiler!, parameters);
  expect(stderr).toBe('');
  expect(code).toBe(0);
}

/** The kernels of every instruction set, warnings being errors. */
function compileKernels(folder: string): Promise<string[]> {
  return Promise.all(
    instructionSets().map(async ({ name, flags }, index, { length }) => {
      const object = join(folder, `${name}.o`);
      const table = index === length - 1 ? 'baseline' : name;
      const definitions = [`-DTANDEM_KERNELS=kernels_${table}`, `-DTANDEM_NAME="${name}"`];
      const warnings = ['-Wall', '-Wextra', '-Werror'];
      const all = [...kernelFlags, ...flags, ...definitions, ...warnings];
      await compile([...all, '-c', ...sources('instruction-set.cc'), '-o', object]);
      return object;
    }),
  );
}

// Where there is no compiler the library is not built either.
const has = testBackends().includes('tensorflow') && compiler !== undefined && process.platform === 'linux';
describe.runIf(has)('the native kernels', () => {
  let folder = '';
  let objects: string[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tandem-native-'));
    objects = await compileKernels(folder);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('agree with float64 in every instruction set, in the same bits for 1, 2 and 5 threads', async () => {
    const program = join(folder, 'test-kernels');
    const others = sources('choose.cc', 'thread-pool.cc', 'test/test-kernels.cc');
    await compile(['-std=c++17', '-O2', '-pthread', ...others, ...objects, '-o', program]);
    const { code, stdout } = await runCommand(program, []);
    expect(stdout).toMatch(/^\d+ checks,( \w+)+: 0 failed\n$/);
    expect(code).toBe(0);
  });

  it('share no inline function, which the linker might take from the set that a processor lacks', async () => {
    for (const object of objects) {
      const { stdout } = await runCommand('nm', ['--demangle', object]);
      expect(stdout).toContain('tandem::kernels_');
      const weak = stdout.split('\n').filter((line) => / [WVu] /.test(line) && !/DW\.ref/.test(line));
      expect(weak).toEqual([]);
    }
  });
});

describe('the sources of the native kernels', () => {
  it('are those of the library and of the ops, each by its name', () => {
    const text = nativeSources();
    for (const name of ['winograd.h', 'instruction-set.cc', 'tensorflow/ops.cc'])
      expect(text).toContain(`/${name}\n`);
    expect(text).not.toContain('test-kernels');
  });

  it('are compiled for what every processor of a kind has, and for what the better ones have', () => {
    expect(instructionSets('x64').map(({ name }) => name)).toEqual(['avx512', 'avx2', 'baseline']);
    expect(instructionSets('arm64').map(({ name }) => name)).toEqual(['neon']);
  });
});
