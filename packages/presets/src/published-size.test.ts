import { createDetector } from '@tandem-det/detector';
import { type StartedBackend, startBackend } from '@tandem-det/kernels/backends';
import { describeOnce } from '@tandem-det/kernels/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { atss } from './atss.ts';
import { fcos } from './fcos.ts';
import { gfl } from './gfl.ts';
import { ota } from './ota.ts';
import { retinanet } from './retinanet.ts';
import { tood } from './tood.ts';
import { TOOD_VARIANTS } from './tood-variants.ts';
import { torchvisionFcos, torchvisionRetinanet } from './torchvision.ts';

// Counting needs no computation, and one backend counts as the next: these take seconds to fill.
describeOnce('presets of the published size', () => {
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
    // a bias for each of the eight convolutions of 256 channels more
    ['ota', ota, 32_159_070],
  ] as const)('%s has the parameters of the reference model with 20 classes', (_name, create, expected) => {
    const classes = Array.from({ length: 20 }, (_, index) => `class ${index}`);
    const { parameters, dispose } = createDetector((create as unknown as typeof tood)({ classes }));
    expect(parameters.count).toBe(expected);
    dispose();
  });

  it('tood with a deformable ResNet-101 has its offsets and masks besides', () => {
    const classes = Array.from({ length: 20 }, (_, index) => `class ${index}`);
    const { parameters, dispose } = createDetector(
      tood({ classes, ...TOOD_VARIANTS['r101 deformable 2x'].options }),
    );
    // 27 channels from 3 · 3 · C, with a bias, in 4, 23 and 3 blocks of C = 128, 256 and 512
    const backbone = 27 * (4 * (9 * 128 + 1) + 23 * (9 * 256 + 1) + 3 * (9 * 512 + 1));
    // 108 channels from 3 · 3 · 256 in two layers
    const head = 2 * 108 * (9 * 256 + 1);
    // torchvision's ResNet-101 in place of its ResNet-50
    expect(parameters.count).toBe(32_062_194 - 23_508_032 + 42_500_160 + backbone + head);
    dispose();
  });
});
