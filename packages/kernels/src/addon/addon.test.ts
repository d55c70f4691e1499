import { execFile } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findCompiler } from '../setup/find-compiler.ts';
import { instructionSets } from '../setup/native-sources.ts';
import { nodeHeaders } from '../setup/node-headers.ts';
import { runCommand } from '../setup/run-command.ts';
import { testBackends } from '../testing/index.ts';
import { addonFile, addonIdentity, readAddonRecord, writeAddonRecord } from './addon-record.ts';
import { findTensorflowPackages, type TensorflowPackage } from './tensorflow-package.ts';

const installed = findTensorflowPackages().find(({ isBuilt }) => isBuilt);
const isBuilt = installed !== undefined && existsSync(addonFile(installed));
const compiler = await findCompiler().catch(() => undefined);

let folder = '';
/** The installed tfjs-node, with a folder of its own for the binding's neighbors. */
let target: TensorflowPackage;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-addon-'));
  if (!installed) return;
  target = { ...installed, binding: join(folder, 'tfjs_binding.node') };
  copyFileSync(installed.binding, target.binding);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs Node in a new process; resolves to its output. */
async function run(parameters: string[], environment: NodeJS.ProcessEnv = {}): Promise<string> {
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const env = { ...process.env, TANDEM_NATIVE: 'on', TF_CPP_MIN_LOG_LEVEL: '2', ...environment };
  const options = ['--import', 'tsx', '--conditions=@tandem-det/source', ...parameters];
  return (await promisify(execFile)(process.execPath, options, { cwd, env })).stdout.trim();
}

const inProcess = (code: string, environment?: NodeJS.ProcessEnv) =>
  run(['--input-type=module', '-e', code], environment);

/** Loads TensorFlow, and then the library of `target`. */
const loading = () => `
  import { createRequire } from 'node:module';
  Object.assign(process.getBuiltinModule('node:util'), { isNullOrUndefined: (value) => value == null });
  const { loadAddon } = await import('./src/addon/load-addon.ts');
  createRequire(${JSON.stringify(join(installed!.folder, 'package.json'))})(${JSON.stringify(installed!.folder)});
  const target = { ...${JSON.stringify(target)}, require: undefined };
  console.log(JSON.stringify(loadAddon(target, 2, false)));`;

/** A library of one C++ function, which runs as it is loaded. */
async function compileAddon(body: string): Promise<void> {
  const source = join(folder, 'addon.cc');
  writeFileSync(
    source,
    `#include <node_api.h>\n#include <cstdlib>\nNAPI_MODULE_INIT() { ${body} return exports; }\n`,
  );
  const flags = ['-std=c++17', '-fPIC', '-shared', `-I${nodeHeaders()}`];
  const { code, stderr } = await runCommand(compiler!, [...flags, source, '-o', addonFile(target)]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
}

describe.runIf(testBackends().includes('tensorflow') && isBuilt)('the library of native kernels', () => {
  it('is tried once, in a process of its own, and then loaded', async () => {
    copyFileSync(addonFile(installed!), addonFile(target));
    const state = JSON.parse(await inProcess(loading()));
    expect(instructionSets().map(({ name }) => name)).toContain(state.instructionSet);
    expect(readAddonRecord(target)).toEqual({
      key: '',
      identity: addonIdentity(target),
      works: true,
      message: '',
    });
  });

  it.each(instructionSets().map(({ name }) => name))(
    'computes with %s where that is asked for',
    async (name) => {
      copyFileSync(addonFile(installed!), addonFile(target));
      const output = await inProcess(loading(), { TANDEM_NATIVE_ISA: name }).catch(({ stderr }) => stderr);
      // a processor that lacks it says so
      if (output.startsWith('{')) expect(JSON.parse(output)).toEqual({ instructionSet: name });
      else expect(output).toContain(`TANDEM_NATIVE_ISA: expected an instruction set that this processor has`);
    },
  );

  it('refuses an instruction set that there is not', async () => {
    copyFileSync(addonFile(installed!), addonFile(target));
    await expect(inProcess(loading(), { TANDEM_NATIVE_ISA: 'mmx' })).rejects.toThrow(
      'TANDEM_NATIVE_ISA: expected an instruction set that this processor has, out of avx512, avx2, baseline and ' +
        'neon, got mmx. Unset it to take the fastest.',
    );
  });

  it('is left out where it is switched off, missing, or known to fail', async () => {
    expect(JSON.parse(await inProcess(loading()))).toEqual({
      missing: 'not built, see `pnpm setup:tensorflow`',
    });
    copyFileSync(addonFile(installed!), addonFile(target));
    expect(JSON.parse(await inProcess(loading(), { TANDEM_NATIVE: 'off' }))).toEqual({
      missing: 'switched off by TANDEM_NATIVE',
    });
    writeAddonRecord(target, {
      key: '',
      identity: addonIdentity(target),
      works: false,
      message: 'it failed',
    });
    expect(JSON.parse(await inProcess(loading()))).toEqual({ missing: 'it failed' });
    await expect(inProcess(loading(), { TANDEM_NATIVE: 'yes' })).rejects.toThrow(
      'TANDEM_NATIVE: expected on or off, got yes.',
    );
  });

  it('computes in worker threads, and in several at a time', async () => {
    // a cell has 9, 6 at an edge or 4 neighbors in a corner: 14² · 9 + 4 · 14 · 6 + 4 · 4 = 2116
    const file = fileURLToPath(new URL('./in-threads.fixture.ts', import.meta.url));
    expect(await run([file])).toBe(Array(3).fill('true 2116').join('\n'));
  });
});

describe.runIf(testBackends().includes('tensorflow') && isBuilt && compiler)(
  'a library that does not serve',
  () => {
    it('crashes alone: the process that wanted it goes on', async () => {
      await compileAddon('abort();');
      expect(JSON.parse(await inProcess(loading()))).toEqual({ missing: 'its process ended by SIGABRT' });
      expect(readAddonRecord(target)).toMatchObject({
        works: false,
        message: 'its process ended by SIGABRT',
      });
    });

    it('says what it lacks', async () => {
      await compileAddon('napi_throw_error(env, nullptr, "no TensorFlow that has TF_NewKernelBuilder");');
      expect(JSON.parse(await inProcess(loading()))).toEqual({
        missing: 'no TensorFlow that has TF_NewKernelBuilder',
      });
    });

    it('is of another version', async () => {
      await compileAddon(
        'napi_value value; napi_create_int32(env, 999, &value); napi_set_named_property(env, exports, "version", value);',
      );
      expect(JSON.parse(await inProcess(loading()))).toEqual({ missing: 'expected 1, got 999' });
      // as if it had been tried with success
      writeAddonRecord(target, { key: '', identity: addonIdentity(target), works: true, message: '' });
      expect(JSON.parse(await inProcess(loading()))).toEqual({
        missing: 'built as version 999, not 1: see `pnpm setup:tensorflow`',
      });
    });

    it('is no library at all', async () => {
      mkdirSync(folder, { recursive: true });
      cpSync(join(fileURLToPath(new URL('../..', import.meta.url)), 'package.json'), addonFile(target));
      const { missing } = JSON.parse(await inProcess(loading()));
      expect(missing).toMatch(/tandem_kernels\.node: (invalid ELF header|file too short)/);
    });
  },
);
