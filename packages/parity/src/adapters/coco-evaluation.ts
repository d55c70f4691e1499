import { join } from 'node:path';
import { type CocoDetection, type CocoGroundTruth, evaluateCoco, statsList } from '@tandem-det/evaluation';
import type { Adapter } from '../adapter.ts';
import { readJson } from '../cases/find-cases.ts';
import { compare } from '../values/compare.ts';

type PerCategory = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** A folder of COCO files: the twelve numbers, and AP, AP50 and AR100 of each category. */
export const cocoEvaluationAdapter: Adapter = async ({ golden, expected, add }) => {
  const groundTruth = readJson(join(golden.folder, 'ground-truth.json')) as unknown as CocoGroundTruth;
  const detections = readJson(join(golden.folder, 'detections.json')) as unknown as readonly CocoDetection[];
  const { stats, categories } = evaluateCoco({ groundTruth, detections });
  const check = (name: string, got: readonly number[], wanted: readonly number[]) =>
    add(
      compare(
        name,
        { shape: [got.length], data: got },
        { shape: [wanted.length], data: wanted, integer: false },
        golden.tolerance,
      ),
    );
  check('stats', statsList(stats), expected('stats') as readonly number[]);
  for (const [id, wanted] of Object.entries(expected('perCategory') as PerCategory)) {
    const category = categories.find((result) => String(result.id) === id);
    const got = [category?.ap, category?.ap50, category?.ar100].map((value) => value ?? Number.NaN);
    check(`category ${id}`, got, [wanted['AP']!, wanted['AP50']!, wanted['AR100']!]);
  }
};
