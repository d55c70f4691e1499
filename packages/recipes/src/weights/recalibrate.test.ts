import { INFERENCE } from '@tandem-det/core';
import { generatedScenes, letterbox } from '@tandem-det/data';
import { describeBackends } from '@tandem-det/kernels/testing';
import { dispose, moments, randomUniform, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { modelSchema } from '../config/model-schema.ts';
import { buildDetector } from '../parts/build-detector.ts';
import { recalibrate } from './recalibrate.ts';

describeBackends('recalibrate', () => {
  it('measures the statistics of its images, and leaves what the network computes', async () => {
    const size = { width: 64, height: 64 };
    const dataset = generatedScenes({ count: 4, split: 'train', size });
    const model = modelSchema.parse({ preset: 'yolox', size: 'nano' });
    const detector = buildDetector(model, ['a', 'b'], 0);
    const images = tidy(() => randomUniform([1, 64, 64, 3], -1, 1, 'float32', 7)) as Tensor4D;
    const outputs = async () => {
      const predictions = detector.predict(images, INFERENCE);
      const values = await predictions.classLogits.data();
      dispose(Object.values(predictions));
      return values;
    };
    const before = await outputs();
    const input = { transforms: [letterbox(size)], size };
    const norms = await recalibrate({ detector, dataset, input, images: 4, batchSize: 2 });
    const statistics = detector.parameters.all.filter(({ name }) => name.endsWith('running_mean'));
    expect(norms).toBe(statistics.length);
    const after = await outputs();
    for (const [index, value] of after.entries()) {
      expect(Math.abs(value - before[index]!)).toBeLessThan(1e-3);
    }

    // The statistics of the first layer, from its input of all four images.
    const seen: number[][] = [];
    const scope = statistics[0]!.name.replace(/\.running_mean$/, '');
    await recalibrate({
      detector: {
        parameters: detector.parameters,
        predict: (batch) =>
          detector.predict(batch, {
            training: false,
            measure: (norm) => {
              if (norm.scope === scope)
                seen.push([...tidy(() => moments(norm.x, [0, 1, 2]).mean.dataSync())]);
            },
          }),
      },
      dataset,
      input,
      images: 4,
      batchSize: 4,
    });
    const mean = [...(await statistics[0]!.variable.data())];
    for (const [channel, value] of mean.entries()) expect(value).toBeCloseTo(seen[0]![channel]!, 4);
    dispose(images);
    detector.dispose();
  });
});
