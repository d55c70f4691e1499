import { describe, expect, it } from 'vitest';
import { pipeline1x, pipeline2x, pipelineSsd, pipelineYolox } from './pipelines.ts';
import { randomOf } from './random.ts';
import type { Transform } from './sample.ts';
import { boxesOf, sampleWith } from './testing/samples.ts';
import { compose } from './transforms/compose.ts';
import { letterbox } from './transforms/letterbox.ts';
import { receivedTransform, sentTransform } from './transforms/sent-transform.ts';

describe('pipelines', () => {
  const all: Readonly<Record<string, Transform[]>> = {
    '1x': pipeline1x({ shortSide: 40, longSide: 80 }),
    '2x': pipeline2x({ shortSides: [24, 40], longSide: 80 }),
    ssd: pipelineSsd({ width: 40, height: 40 }),
    yolox: pipelineYolox({ width: 40, height: 40 }),
    composed: [compose(...pipelineSsd({ width: 40, height: 40 })), letterbox({ width: 40, height: 40 })],
  };

  it.each(Object.entries(all))(
    '%s: boxes stay inside, seeds repeat, and a thread can make it',
    async (_, transforms) => {
      const again = await Promise.all(
        transforms.map((each) => receivedTransform(structuredClone(sentTransform(each, 'here')))),
      );
      for (let seed = 0; seed < 20; seed++) {
        const apply = (list: readonly Transform[]) => {
          const random = randomOf(seed);
          const other = () => sampleWith(50, 30, [20, 10, 45, 28]);
          return list.reduce(
            (current, transform) => {
              const count = transform.others?.(random, 0) ?? 0;
              return transform(current, random, { others: Array.from({ length: count }, other), epoch: 0 });
            },
            sampleWith(60, 40, [5, 5, 30, 30], [40, 10, 60, 40]),
          );
        };
        const result = apply(transforms);
        for (const [x1, y1, x2, y2] of boxesOf(result)) {
          expect(x1).toBeGreaterThanOrEqual(0);
          expect(y1).toBeGreaterThanOrEqual(0);
          expect(x2).toBeLessThanOrEqual(result.image.width);
          expect(y2).toBeLessThanOrEqual(result.image.height);
          expect(Math.min(x2 - x1, y2 - y1)).toBeGreaterThanOrEqual(1);
        }
        expect(apply(again)).toEqual(result);
      }
    },
  );
});
