import assert from 'node:assert/strict';
import {
  compose,
  generatedScenes,
  horizontalFlip,
  inspectDataset,
  letterbox,
  randomOf,
  readCoco,
  sampleOf,
  writeCoco,
} from '@tandem-det/data';

const scenes = generatedScenes({ count: 3, size: { width: 64, height: 48 } });
const { annotations, images } = await writeCoco(scenes, { folder: 'scenes' });
const dataset = await readCoco({ annotations, images, check: 'decode' });
assert.deepEqual(
  dataset.images.map(({ objects }) => objects.length),
  scenes.images.map(({ objects }) => objects.length),
);
const { images: count, findings } = inspectDataset(dataset);
assert.equal(count, 3);
assert.ok(Array.isArray(findings));
const transform = compose(horizontalFlip({ probability: 1 }), letterbox({ width: 32, height: 32 }));
const record = dataset.images[0];
const sample = transform(sampleOf(await record.load(), record), randomOf(0));
// 64 × 48 fits in at half its size
assert.deepEqual([sample.image.width, sample.image.height, sample.validHeight], [32, 32, 24]);
