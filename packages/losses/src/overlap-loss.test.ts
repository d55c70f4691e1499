import { describeLoss } from '@tandem-det/core/testing';
import { checkGradient, describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { add, type Tensor3D, tensor1d, tensor3d } from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { ciou } from './ciou.ts';
import { diou } from './diou.ts';
import { iou } from './iou.ts';
import { smallExample } from './small-example.fixture.ts';

for (const form of ['log', 'linear', 'squared'] as const) {
  describeLoss(`iou, ${form}`, () => iou({ form }), { reads: ['boxes'] });
}
describeLoss('diou', () => diou({ weight: 'alignment' }), { reads: ['boxes'] });
describeLoss('ciou', () => ciou({ units: 'stride' }), { reads: ['boxes'] });

// Prior 0: [-2, -8, 8, 0] in its object [-2, -8, 8, 8]: IoU 0.5. Centres 4 apart, the enclosing box is the
// object: 16 / (10² + 16²). Ratios 10 / 8 and 10 / 16. Prior 3 predicts its object.
const DISTANCE = 16 / 356;
const v = (4 / Math.PI ** 2) * (Math.atan(10 / 16) - Math.atan(10 / 8)) ** 2;

describeBackends('overlap losses, by hand', () => {
  it.each([
    ['iou', iou(), Math.LN2],
    ['linear iou', iou({ form: 'linear' }), 0.5],
    ['squared iou', iou({ form: 'squared' }), 0.75],
    ['diou', diou(), 0.5 + DISTANCE],
    ['ciou', ciou(), 0.5 + DISTANCE + v ** 2 / (0.5 + v)],
  ])('%s is the mean penalty of the positives', async (_, loss, penalty) => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    const { box } = loss(predictions, priors, truth, assignment, progress);
    await expectClose(box!, penalty / 2, { rel: 1e-5 });
    const nudged = add(predictions.boxes, tensor1d([0.3, 0.5, -0.7, 0.9]));
    await checkGradient(
      (boxes) =>
        loss({ ...predictions, boxes: boxes as Tensor3D }, priors, truth, assignment, progress)['box']!,
      [nudged],
    );
    dispose();
  });

  it('floors the IoU of boxes that do not touch', async () => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    const far = [90, 90, 99, 99];
    const apart = { ...predictions, boxes: tensor3d([[far, far, far, far]]) };
    const cases = [
      ['log', -Math.log(0.01)],
      ['linear', 0.99],
      ['squared', 1 - 0.01 ** 2],
    ] as const;
    for (const [form, penalty] of cases) {
      const { box } = iou({ form, epsilon: 0.01 })(apart, priors, truth, assignment, progress);
      await expectClose(box!, penalty, { rel: 1e-5 });
    }
    dispose();
  });
});
