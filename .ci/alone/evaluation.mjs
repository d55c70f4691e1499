import assert from 'node:assert/strict';
import { evaluateCoco, evaluateDetections, formatStats } from '@tandem-det/evaluation';

const classes = [{ id: 7, name: 'cat' }];
const objects = [{ box: [0, 0, 10, 10], classIndex: 0, area: 100, crowd: false }];
const detections = [{ image_id: 1, category_id: 7, bbox: [0, 0, 10, 8], score: 0.9 }];
const { stats, images } = evaluateDetections({
  groundTruth: { classes, images: [{ id: 1, objects }] },
  detections,
});
// IoU 0.8: right at 0.50 to 0.80, seven of ten thresholds
assert.ok(Math.abs(stats.ap - 0.7) < 1e-9);
assert.equal(images[0].detections[0].outcome, 'right');
const groundTruth = {
  images: [{ id: 1 }],
  categories: classes,
  annotations: [{ id: 1, image_id: 1, category_id: 7, bbox: [0, 0, 10, 10] }],
};
assert.deepEqual(evaluateCoco({ groundTruth, detections }).stats, stats);
assert.match(formatStats(stats), /area all +detections 100 +0\.700/);
