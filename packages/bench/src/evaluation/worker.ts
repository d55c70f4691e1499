import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type CocoDetection, type CocoGroundTruth, evaluateCoco, statsList } from '@tandem-det/evaluation';
import type { EvaluationTimes } from './contender.ts';

const folder = process.argv[2]!;
const read = (name: string) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as unknown;
const start = performance.now();
const groundTruth = read('ground-truth.json') as CocoGroundTruth;
const detections = read('detections.json') as CocoDetection[];
const loaded = performance.now();
const { stats, categories } = evaluateCoco({ groundTruth, detections });
const done = performance.now();
const result: EvaluationTimes = {
  version: `tandem, Node ${process.version}`,
  peak: process.resourceUsage().maxRSS * 1024,
  results: [
    {
      load: (loaded - start) / 1000,
      evaluate: (done - loaded) / 1000,
      numbers: [
        ...statsList(stats),
        ...categories.flatMap(({ ap, ap50, ap75, ar100 }) => [ap, ap50, ap75, ar100]),
      ],
    },
  ],
};
console.log(JSON.stringify(result));
