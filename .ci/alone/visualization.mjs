import assert from 'node:assert/strict';
import { generatedScenes } from '@tandem-det/data';
import { evaluateDetections } from '@tandem-det/evaluation';
import { drawDetections, evaluationPage, reportPage } from '@tandem-det/visualization';

const dataset = generatedScenes({ count: 2, size: { width: 64, height: 64 } });
const [record] = dataset.images;
const png = await drawDetections(await record.load(), { truth: record.objects, classes: dataset.classes });
assert.deepEqual([...png.subarray(1, 4)], [...Buffer.from('PNG')]);
const evaluation = evaluateDetections({ groundTruth: dataset, detections: [] });
const html = await evaluationPage({ title: 'Nothing found', dataset, runs: [{ name: 'none', evaluation }] });
assert.match(html, /<script>[\s\S]*showPlaces[\s\S]*<\/script>/);
assert.match(await reportPage({ title: 'Empty', blocks: [] }), /Empty/);
