import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { CocoDetection, CocoGroundTruth } from '../truth/coco-types.ts';
import { evaluateCoco, statsList } from './evaluate-coco.ts';

interface Expected {
  readonly stats: readonly number[];
  readonly perCategory: Readonly<Record<string, { AP: number; AP50: number; AR100: number }>>;
  readonly tolerance: number;
}

const folder =
  process.env['TANDEM_GOLDENS'] ?? fileURLToPath(new URL('../../../../../shared/goldens', import.meta.url));
const cases = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('coco-eval-')) : [];
const read = (name: string, file: string) =>
  JSON.parse(readFileSync(join(folder, name, `${file}.json`), 'utf8'));

describe.skipIf(cases.length === 0)(`golden cases${cases.length === 0 ? ': none found' : ''}`, () => {
  test.each(cases)('%s', (name) => {
    const groundTruth = read(name, 'ground-truth') as CocoGroundTruth;
    const expected = read(name, 'expected') as Expected;
    const detections = read(name, 'detections') as CocoDetection[];
    const { stats, categories } = evaluateCoco({ groundTruth, detections });
    for (const [index, value] of statsList(stats).entries()) {
      expect(Math.abs(value - expected.stats[index]!), `number ${index}`).toBeLessThan(1e-12);
    }
    expect(categories.map(({ id }) => String(id))).toEqual(Object.keys(expected.perCategory));
    for (const { id, ap, ap50, ar100 } of categories) {
      const { AP, AP50, AR100 } = expected.perCategory[id]!;
      for (const [got, wanted] of [
        [ap, AP],
        [ap50, AP50],
        [ar100, AR100],
      ] as const) {
        expect(Math.abs(got - wanted), `category ${id}`).toBeLessThan(1e-12);
      }
    }
  });
});
