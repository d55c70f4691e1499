import assert from 'node:assert/strict';
import { applyOverrides, buildDataset, parseConfig, runSchema } from '@tandem-det/recipes';

const given = { data: { train: { kind: 'scenes', count: 3, seed: 0 } }, input: { width: 64, height: 64 } };
const config = parseConfig(runSchema, applyOverrides(given, ['training.epochs=2']), 'run.yml');
assert.equal(config.training.epochs, 2);
const dataset = await buildDataset(config, 'train', () => {});
assert.equal(dataset.images.length, 3);
assert.throws(() => parseConfig(runSchema, { ...given, trainig: {} }, 'run.yml'), /trainig/);
