// Composes a detector from packages installed from their tarballs, trains it on generated scenes,
// and detects; the packed-package check copies it into an empty project.
import { atss, taskAligned } from '@tandem-det/assigners';
import { resnet } from '@tandem-det/backbones';
import { afterEpoch } from '@tandem-det/core';
import { batches, disposeBatch, generatedScenes, letterbox } from '@tandem-det/data';
import { createDetector } from '@tandem-det/detector';
import { taskAlignedHead } from '@tandem-det/heads';
import { startBackend } from '@tandem-det/kernels/backends';
import { focal, giou, qualityFocal, sumLosses, weighted } from '@tandem-det/losses';
import { fpn } from '@tandem-det/necks';
import { sgd } from '@tandem-det/training';
import * as tf from '@tensorflow/tfjs-core';

const backend = await startBackend({ name: 'wasm' });
const dataset = generatedScenes({ count: 16, seed: 1 });
const detector = createDetector({
  classes: dataset.classes.map(({ name }) => name),
  backbone: resnet({ depth: 18, width: 16, norm: { kind: 'group' } }),
  neck: fpn({ channels: 32, levels: [3, 7] }),
  head: taskAlignedHead({ channels: 32, interactiveLayers: 2 }),
  assigner: afterEpoch(1, atss(), taskAligned()),
  loss: afterEpoch(
    1,
    sumLosses(focal(), weighted(2, giou({ weight: 'centerness' }))),
    sumLosses(qualityFocal({ target: 'alignment' }), weighted(2, giou({ weight: 'alignment' }))),
  ),
});

const optimizer = sgd();
const losses = [];
for (let epoch = 0; epoch < 3; epoch++) {
  const transforms = [letterbox({ width: 96, height: 96 })];
  for await (const batch of batches({ dataset, batchSize: 4, transforms, epoch })) {
    const step = detector.gradients(batch.images, batch.truth, { epoch, step: losses.length });
    optimizer.apply(detector.parameters.trainable, step.gradients, 0.005);
    let total = 0;
    for (const term of Object.values(step.terms)) total += (await term.data())[0];
    losses.push(total);
    tf.dispose([...Object.values(step.terms), step.positives, ...step.gradients.values()]);
    disposeBatch(batch);
  }
}
const [detections] = await detector.detect(tf.zeros([1, 96, 96, 3]));
if (!losses.every(Number.isFinite)) throw new Error(`a loss is not finite: ${losses}`);
console.log(`12 steps on ${backend.name}: losses ${losses.map((loss) => loss.toFixed(2)).join(' ')}`);
console.log(`${detections.boxes.length} detections on an empty image`);
detector.dispose();
await backend.stop();
