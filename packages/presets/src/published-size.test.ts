import { type StartedBackend, startBackend } from '@tandem-det/kernels/backends';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { atss } from './atss.ts';
import { fcos } from './fcos.ts';
import { gfl } from './gfl.ts';
import { retinanet } from './retinanet.ts';
import { tood } from './tood.ts';
import { torchvisionFcos, torchvisionRetinanet } from './torchvision.ts';

// Counting needs no computation, and one backend counts as the next: these take seconds to fill.
describe('presets of the published size', () => {
  let backend: StartedBackend;
  beforeAll(async () => {
    backend = await startBackend({ name: 'cpu', report: () => {} });
  });
  afterAll(() => backend.stop());

  it.each([
    ['tood', tood, 32_062_194],
    ['atss', atss, 32_157_022],
    ['retinanet', retinanet, 36_723_992],
    ['gfl', gfl, 32_302_237],
    ['torchvisionRetinanet', torchvisionRetinanet, 32_595_224],
    ['torchvisionFcos', torchvisionFcos, 32_159_065],
    // 32,157,022 of ATSS, whose head is of the same size
    ['fcos', fcos, 32_157_022],
  ] as const)('%s has the parameters of the reference model with 20 classes', (_name, create, expected) => {
    const classes = Array.from({ length: 20 }, (_, index) => `class ${index}`);
    const { parameters, dispose } = (create as unknown as typeof tood)({ classes });
    expect(parameters.count).toBe(expected);
    dispose();
  });
});
