import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as packages from '../addon/tensorflow-package.ts';
import { startTensorflow } from './tensorflow.ts';

const remedy = 'Run `pnpm setup:tensorflow`, or `npx tandem-setup-tensorflow` in a project of your own.';
const options = { report: () => {}, allowSoftware: true };

function installed(...found: Partial<packages.TensorflowPackage>[]): void {
  vi.mocked(packages.findTensorflowPackages).mockReturnValue(found as packages.TensorflowPackage[]);
}

vi.mock('../addon/tensorflow-package.ts', { spy: true });

describe('startTensorflow', () => {
  afterEach(() => {
    vi.resetAllMocks();
  });

  it('says how to build a binding that is missing', async () => {
    installed({ name: '@tensorflow/tfjs-node', isBuilt: false });
    await expect(startTensorflow(options)).rejects.toThrow(
      'startBackend: expected the tensorflow backend to start, ' +
        `got no native binding in @tensorflow/tfjs-node. ${remedy}`,
    );
  });

  it('says what to install where there is no package', async () => {
    installed();
    await expect(startTensorflow(options)).rejects.toThrow(
      'startBackend: expected the tensorflow backend to start, got no package @tensorflow/tfjs-node. ' +
        `Run \`npm install --ignore-scripts @tensorflow/tfjs-node\` first. ${remedy}`,
    );
  });

  it('gives the reason why a binding does not load', async () => {
    const require = Object.assign(
      () => {
        throw new Error('libtensorflow_cc.so.2: cannot open shared object file');
      },
      createRequire(import.meta.url),
    );
    installed({ name: '@tensorflow/tfjs-node', isBuilt: true, folder: '', require });
    await expect(startTensorflow(options)).rejects.toThrow(
      'startBackend: expected the tensorflow backend to start, got a native binding in ' +
        '@tensorflow/tfjs-node that does not load: ' +
        `libtensorflow_cc.so.2: cannot open shared object file. ${remedy}`,
    );
  });
});

describe('findTensorflowPackages', () => {
  it('finds the package that this one develops with, once, and its binding if built', () => {
    const found = packages.findTensorflowPackages();
    expect(found.map(({ name }) => name)).toEqual(['@tensorflow/tfjs-node']);
    const [{ folder, binding, isBuilt, version }] = found as [packages.TensorflowPackage];
    expect(existsSync(join(folder, 'binding', 'tfjs_binding.cc'))).toBe(true);
    expect(binding).toMatch(/lib\/napi-v\d+\/tfjs_binding\.node$/);
    expect(isBuilt).toBe(existsSync(binding));
    expect(version).toBe('4.22.0');
  });
});
