import { startBackend } from '@tandem-det/kernels/backends';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { modelSchema } from '../config/model-schema.ts';
import { parseConfig } from '../config/parse-config.ts';
import { buildDetector } from './build-detector.ts';

let stop: () => Promise<void>;
beforeAll(async () => {
  ({ stop } = await startBackend({ name: 'cpu', report: () => {} }));
});
afterAll(() => stop());

const small = { depth: 18, width: 8, channels: 8, levels: [3, 5] };

// Whatever of a config reaches the detector shows in its parameters.
it.each([
  [{ preset: 'tood', ...small, interactiveLayers: 2 }, { interactiveLayers: 3 }],
  [
    { preset: 'head-by-assignment', head: 'parallel', assignment: 'tal', ...small, convs: 1 },
    { head: 't-head' },
  ],
  [{ preset: 'atss', ...small, convs: 1 }, { convs: 2 }],
  [{ preset: 'retinanet', ...small, convs: 1 }, { levels: [3, 6] }],
  [{ preset: 'fcos', ...small, convs: 1 }, { neckNorm: { kind: 'group' } }],
  [{ preset: 'gfl', ...small, convs: 1 }, { longest: 8 }],
  [{ preset: 'ota', ...small, convs: 1 }, { convs: 2 }],
  [{ preset: 'yolox', size: 'nano' }, { size: 'tiny' }],
])('builds %j', (model, change) => {
  const count = (config: object) => {
    const detector = buildDetector(parseConfig(modelSchema, config, 'model'), ['a', 'b'], 0);
    const { count: parameters } = detector.parameters;
    detector.dispose();
    return parameters;
  };
  expect(count(model)).toBeGreaterThan(1000);
  expect(count({ ...model, ...change })).not.toBe(count(model));
});

it('refuses an option of another preset', () => {
  expect(() => parseConfig(modelSchema, { preset: 'atss', beta: 6 }, 'model')).toThrow(
    /^model: expected only the keys preset, .* got the unknown key "beta"\. Remove it\.$/,
  );
});
