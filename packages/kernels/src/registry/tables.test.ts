import { getKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import type { BackendName } from '../backend-name.ts';
import { runsOnHost } from '../host/kernel-func.ts';
import { describeBackends } from '../testing/index.ts';
import { hostKernels } from './host-kernels.ts';
import { hostKernelsBeside } from './host-kernels-beside.ts';
import { registerKernels } from './register-kernels.ts';
import { nativeKernels } from './tensorflow-kernels.ts';
import { wasmKernels } from './wasm-kernels.ts';
import { wgslKernels } from './webgpu-kernels.ts';

type Named = { readonly name: string };
const namesOf = (kernels: readonly Named[]) => kernels.map(({ name }) => name);

const own: Record<BackendName, readonly Named[]> = {
  cpu: [],
  wasm: wasmKernels,
  tensorflow: nativeKernels,
  webgpu: wgslKernels,
};

describe('the tables of kernels', () => {
  it('register nothing by being imported, so that no order of imports decides', () => {
    const registered = namesOf(hostKernels).filter((name) =>
      Object.keys(own).some((backend) => getKernel(name, backend)),
    );
    expect(registered).toEqual([]);
  });

  it.each(Object.entries({ host: hostKernels, ...own }))('%s: have each name once', (_, kernels) => {
    expect([...new Set(namesOf(kernels))]).toEqual(namesOf(kernels));
  });

  it.each(Object.entries(own))('%s: hold kernels alone that the host has', (_, kernels) => {
    const contracts = new Set(namesOf(hostKernels));
    expect(namesOf(kernels).filter((name) => !contracts.has(name))).toEqual([]);
  });

  it('webgpu: holds every kernel, as nothing runs on the host there', () => {
    expect(namesOf(wgslKernels)).toEqual(namesOf(hostKernels));
  });
});

describe('hostKernelsBeside', () => {
  const [first, ...others] = hostKernels;

  it('fills up what a backend has of its own', () => {
    expect(hostKernelsBeside([first!], false)).toEqual(others);
  });

  it('takes the assigners that search with SIMD where there is SIMD, and no others', () => {
    const plain = hostKernelsBeside([], false);
    const changed = hostKernelsBeside([], true).filter((kernel, at) => kernel !== plain[at]);
    expect(plain).toEqual(hostKernels);
    expect(namesOf(changed)).toEqual(['TandemAssignTaskAligned', 'TandemAssignMaxIou']);
  });

  it('leaves out an assigner that a backend has of its own', () => {
    const beside = namesOf(hostKernelsBeside([{ name: 'TandemAssignMaxIou' }], true));
    expect(beside).toEqual(namesOf(hostKernels).filter((name) => name !== 'TandemAssignMaxIou'));
  });
});

describe('registerKernels', () => {
  it('takes the place of a kernel of this name, without a word on the console', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const earlier = () => [];
    const later = () => [];
    registerKernels('cpu', [{ name: 'TandemTestTwice' }], () => earlier);
    registerKernels('cpu', [{ name: 'TandemTestTwice' }], () => later);
    expect(getKernel('TandemTestTwice', 'cpu').kernelFunc).toBe(later);
    expect(warn).not.toHaveBeenCalled();
    unregisterKernel('TandemTestTwice', 'cpu');
    warn.mockRestore();
  });
});

describeBackends('the kernels that run', (backend) => {
  it("are the backend's own where it has one, and the host's elsewhere", () => {
    const names = new Set(namesOf(own[backend]));
    const onHost = namesOf(hostKernels).filter((name) => runsOnHost(backend, name));
    expect(onHost).toEqual(namesOf(hostKernels).filter((name) => !names.has(name)));
  });
});
