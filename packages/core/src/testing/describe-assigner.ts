import { describeBackends } from '@tandem-det/kernels/testing';
import { memory, type TensorContainer, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import type { Assigner } from '../assignment.ts';
import { type Progress, START } from '../progress.ts';
import { EDGE_SCENES } from './edge-scenes.ts';
import { exampleScene, type Scene, type ScenePredictions, sceneTensors } from './scene.ts';
import {
  withImages,
  withObjects,
  withoutObjects,
  withPaddedObjects,
  withShuffledPriors,
} from './scene-changes.ts';

export interface AssignerSuiteOptions {
  readonly progress?: Progress;
}

interface PlainAssignment {
  readonly gtIndex: number[][];
  readonly alignment: number[][];
  readonly labels: number[][];
  readonly boxes: number[][][];
}

/** The laws that every assigner keeps, as a test suite run on each backend. */
export function describeAssigner(
  name: string,
  create: () => Assigner<ScenePredictions>,
  { progress = START }: AssignerSuiteOptions = {},
): void {
  const assign = async (scene: Scene): Promise<PlainAssignment> => {
    const { priors, predictions, truth, dispose } = sceneTensors(scene);
    const result = create()(predictions, priors, truth, progress);
    const fields = { gtIndex: 'int32', alignment: 'float32', labels: 'int32', boxes: 'float32' } as const;
    const plain: Record<string, unknown> = {};
    for (const [field, dtype] of Object.entries(fields)) {
      const value = result[field as keyof typeof fields];
      expect(value.dtype, field).toBe(dtype);
      plain[field] = await value.array();
      value.dispose();
    }
    dispose();
    return plain as unknown as PlainAssignment;
  };

  describeBackends(`assigner ${name}`, () => {
    it('describes each prior consistently', async () => {
      const scene = exampleScene();
      const assignment = await assign(scene);
      expect(assignment.gtIndex.flat().some((index) => index >= 0)).toBe(true);
      expectConsistent(scene, assignment);
    });

    it.each(Object.keys(EDGE_SCENES))('describes each prior consistently: %s', async (edge) => {
      const scene = EDGE_SCENES[edge]!();
      expectConsistent(scene, await assign(scene));
    });

    it('leaves priors in the padding of the batch without an object', async () => {
      const scene = exampleScene();
      const { gtIndex } = await assign(scene);
      for (const [image, [height, width]] of (scene.truth.validSizes as [number, number][]).entries()) {
        for (const [prior, [x, y]] of (scene.priors.centers as [number, number][]).entries()) {
          const stride = scene.priors.strides[prior]!;
          const valid = x / stride < Math.ceil(width / stride) && y / stride < Math.ceil(height / stride);
          if (!valid) expect(gtIndex[image]![prior], `image ${image}, prior ${prior}`).toBeLessThan(0);
        }
      }
    });

    it('finds no positives where all objects are padding', async () => {
      const { gtIndex, alignment, labels } = await assign(withoutObjects(exampleScene()));
      expect(gtIndex.flat().every((index) => index < 0)).toBe(true);
      expect(alignment.flat().every((value) => value === 0)).toBe(true);
      expect(labels.flat().every((label) => label === -1)).toBe(true);
    });

    it('does not change with more padding', async () => {
      expect(await assign(withPaddedObjects(exampleScene()))).toEqual(await assign(exampleScene()));
    });

    it('treats each image by itself', async () => {
      const both = await assign(exampleScene());
      const swapped = await assign(withImages(exampleScene(), [1, 0]));
      const second = await assign(withImages(exampleScene(), [1]));
      for (const field of ['gtIndex', 'alignment', 'labels', 'boxes'] as const) {
        expect(swapped[field], field).toEqual([both[field][1], both[field][0]]);
        expect(second[field], field).toEqual([both[field][1]]);
      }
    });

    it('does not depend on the order of the objects', async () => {
      const order = [2, 0, 1];
      const straight = await assign(exampleScene());
      const reordered = await assign(withObjects(exampleScene(), order));
      const back = reordered.gtIndex.map((row) => row.map((index) => (index >= 0 ? order[index] : index)));
      expect(back).toEqual(straight.gtIndex);
      expect(reordered.alignment).toEqual(straight.alignment);
      expect(reordered.boxes).toEqual(straight.boxes);
    });

    it('does not depend on the order of the priors within a level', async () => {
      const straight = await assign(exampleScene());
      const { scene, order } = withShuffledPriors(exampleScene());
      const shuffled = await assign(scene);
      for (const field of ['gtIndex', 'alignment', 'labels', 'boxes'] as const) {
        const expected = (straight[field] as unknown[][]).map((row) => order.map((index) => row[index]));
        expect(shuffled[field], field).toEqual(expected);
      }
    });

    it('leaks no tensor', () => {
      const { priors, predictions, truth, dispose } = sceneTensors(exampleScene());
      const run = () =>
        tidy(() => {
          create()(predictions, priors, truth, progress) as unknown as TensorContainer;
        });
      run();
      const before = memory().numTensors;
      run();
      expect(memory().numTensors).toBe(before);
      const { gtIndex, alignment, labels, boxes } = create()(predictions, priors, truth, progress);
      expect(memory().numTensors).toBe(before + 4);
      for (const result of [gtIndex, alignment, labels, boxes]) result.dispose();
      dispose();
    });
  });
}

/** Only objects that are there are assigned, with their own class and box, and a soft target from 0 to 1. */
function expectConsistent(
  { truth, priors }: Scene,
  { gtIndex, alignment, labels, boxes }: PlainAssignment,
): void {
  for (const [image, row] of gtIndex.entries()) {
    for (const [prior, index] of row.entries()) {
      const where = `image ${image}, prior ${prior}`;
      const soft = alignment[image]![prior]!;
      expect(index, where).toBeGreaterThanOrEqual(-2);
      expect(index >= 0 ? truth.mask[image]![index] : 1, where).toBe(1);
      expect(index >= 0 ? soft >= 0 && soft <= 1 : soft === 0, where).toBe(true);
      expect(labels[image]![prior], where).toBe(index >= 0 ? truth.classes[image]![index] : -1);
      const box = index >= 0 ? truth.boxes[image]![index]! : priors.boxes[prior]!;
      expect(boxes[image]![prior], where).toEqual(box.map(Math.fround));
    }
  }
}
