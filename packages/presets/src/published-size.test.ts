import { type StartedBackend, startBackend } from '@tandem-det/kernels/backends';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { atss } from './atss.ts';
import { tood } from './tood.ts';

// Counting needs no computation, and one backend counts as the next: these two take seconds to fill.
describe('presets of the published size', () => {
  let backend: StartedBackend;
  beforeAll(async () => {
    backend = await startBackend({ name: 'cpu', report: () => {} });
  });
  afterAll(() => backend.stop());

  it.each([
    ['tood', tood, 32_062_194],
    ['atss', atss, 32_157_022],
  ] as const)('%s has the parameters of the reference model with 20 classes', (_name, create, expected) => {
    const classes = Array.from({ length: 20 }, (_, index) => `class ${index}`);
    const { parameters, dispose } = (create as typeof tood)({ classes });
    expect(parameters.count).toBe(expected);
    dispose();
  });
});
