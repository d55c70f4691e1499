import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TensorflowPackage } from '../addon/tensorflow-package.ts';
import { cacheFolder } from '../backends/cache-folder.ts';
import { softwareVulkan } from '../backends/software-vulkan.ts';
import { buildBinding } from './build-binding.ts';
import { fetchedTensorflow, fetchTensorflow } from './fetch-tensorflow.ts';
import { codename, fetchedLibrary, fetchVulkan } from './fetch-vulkan.ts';
import { runCommand } from './run-command.ts';
import { libraryFromEnvironment, libraryFromPython, libraryIn } from './tensorflow-library.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tandem-setup-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

function write(...files: string[]): void {
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), '');
  }
}

const wheel = ['include/tensorflow/c/c_api.h', 'libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];

describe('cacheFolder', () => {
  it('honours XDG_CACHE_HOME', () => {
    const tensorflow = cacheFolder('tensorflow', { XDG_CACHE_HOME: '/caches' });
    expect(tensorflow).toBe('/caches/tandem-det/tensorflow');
    expect(cacheFolder('vulkan', { XDG_CACHE_HOME: '' })).toMatch(/\.cache\/tandem-det\/vulkan$/);
  });
});

describe('libraryIn', () => {
  it('knows the layout of a Python wheel', () => {
    write(...wheel);
    expect(libraryIn(root)).toEqual({
      folder: root,
      include: join(root, 'include'),
      libraries: ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'],
    });
  });

  it('knows the layout of a C archive', () => {
    write('include/tensorflow/c/c_api.h', 'lib/libtensorflow.so.2', 'lib/libtensorflow_framework.so.2');
    expect(libraryIn(root)).toMatchObject({ folder: join(root, 'lib'), include: join(root, 'include') });
  });

  it('finds nothing where a part is missing', () => {
    write('libtensorflow_cc.so.2', 'libtensorflow_framework.so.2');
    expect(libraryIn(root)).toBeUndefined();
  });
});

describe('libraryFromEnvironment', () => {
  it('is undefined where the variable is not set', () => {
    expect(libraryFromEnvironment({})).toBeUndefined();
  });

  it('refuses a folder that holds no TensorFlow', () => {
    expect(() => libraryFromEnvironment({ TANDEM_TENSORFLOW_DIR: root })).toThrow(
      'TANDEM_TENSORFLOW_DIR: expected a folder with include/tensorflow/c/c_api.h and libtensorflow_cc.so.2 ' +
        `(or lib/libtensorflow.so.2), got ${root}. Name the folder \`tensorflow\` of an installed or ` +
        'unpacked Python wheel, or unset the variable.',
    );
  });
});

describe('libraryFromPython', () => {
  it('is undefined where there is no such Python', async () => {
    expect(await libraryFromPython(join(root, 'python3'), false)).toBeUndefined();
  });
});

describe('fetchedTensorflow', () => {
  it('takes the newest of its kind that is whole', () => {
    for (const version of ['cpu-2.9.1', 'cpu-2.21.0', 'gpu-2.22.0']) {
      write(...wheel.map((file) => `${version}/tensorflow/${file}`));
    }
    write('cpu-2.30.0/tensorflow/libtensorflow_cc.so.2');
    expect(fetchedTensorflow(root, false)?.folder).toBe(join(root, 'cpu-2.21.0', 'tensorflow'));
    expect(fetchedTensorflow(root, true)?.folder).toBe(join(root, 'gpu-2.22.0', 'tensorflow'));
    expect(fetchedTensorflow(join(root, 'absent'), false)).toBeUndefined();
  });
});

describe('fetchTensorflow', () => {
  it('says that pip is missing', async () => {
    const python = join(root, 'python3');
    await expect(fetchTensorflow({ cache: root, python, gpu: false, report: () => {} })).rejects.toThrow(
      /^setup: expected python3 with pip, to download TensorFlow, got ".*ENOENT" from .* Install them/,
    );
  });
});

describe('buildBinding', () => {
  it('says that a compiler is missing', async () => {
    write(...wheel);
    vi.stubEnv('PATH', root);
    vi.stubEnv('CXX', '');
    const target = { version: '4.22.0', folder: root, binding: join(root, 'lib/napi-v8/tfjs_binding.node') };
    await expect(
      buildBinding({
        target: target as TensorflowPackage,
        library: libraryIn(root)!,
        cache: join(root, 'cache'),
        report: () => {},
      }),
    ).rejects.toThrow(
      'setup: expected a C++ compiler, got none of g++, c++, clang++. Install one (Debian: apt install g++), or name it in CXX.',
    );
  });
});

describe('runCommand', () => {
  it('gives the code and both outputs', async () => {
    const script = 'console.log("out"); console.error("err"); process.exit(3)';
    expect(await runCommand(process.execPath, ['-e', script])).toEqual({
      code: 3,
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });

  it('gives -1 where there is no such command', async () => {
    expect((await runCommand(join(root, 'absent'), [])).code).toBe(-1);
  });
});

describe('codename', () => {
  it('is that of Debian and of what derives from it', () => {
    expect(codename('PRETTY_NAME="Debian GNU/Linux 12"\nVERSION_CODENAME=bookworm\nID=debian\n')).toBe(
      'bookworm',
    );
    expect(codename('VERSION_CODENAME=noble\nID=ubuntu\nID_LIKE=debian\n')).toBe('noble');
  });

  it('says what to do on other systems', () => {
    expect(() => codename('PRETTY_NAME="Fedora Linux 42"\nID=fedora\n')).toThrow(
      'setup: expected Debian or a relative of it, to fetch a software Vulkan driver with apt, got Fedora Linux 42. ' +
        "Install Vulkan's loader and Mesa's lavapipe driver by the means of your system " +
        '(Fedora: mesa-vulkan-drivers, Arch: vulkan-swrast).',
    );
  });
});

describe('fetchVulkan', () => {
  it('says that apt is missing, and leaves nothing behind', async () => {
    vi.stubEnv('PATH', root);
    const release = 'VERSION_CODENAME=bookworm\nID=debian\n';
    await expect(fetchVulkan({ cache: root, report: () => {}, release })).rejects.toThrow(
      /^setup: expected apt to read its package lists, got exit code -1:\n.*ENOENT/,
    );
    expect(readdirSync(root)).toEqual([]);
    expect(softwareVulkan(root)).toBeUndefined();
  });

  it('finds a library that was fetched by its name', () => {
    write('mesa/usr/lib/x86_64-linux-gnu/libvulkan_lvp.so');
    const found = fetchedLibrary(root, /^libvulkan_lvp\.so$/);
    expect(found).toBe(join(root, 'mesa/usr/lib/x86_64-linux-gnu/libvulkan_lvp.so'));
    expect(() => fetchedLibrary(root, /^libvulkan\.so\.1$/)).toThrow(
      `got none. Remove ${root} and try again.`,
    );
  });
});
