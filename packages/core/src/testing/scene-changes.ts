import { BACKGROUND, IGNORED } from '../assignment.ts';
import { randomNumbers, randomOrder } from './random.ts';
import type { Scene } from './scene.ts';

/** The scene with its images in this order (an image may be left out). */
export function withImages(scene: Scene, order: readonly number[]): Scene {
  const pick = <T extends Readonly<Record<string, unknown[]>>>(fields: T): T => mapFields(fields, order);
  return {
    ...scene,
    predictions: pick(scene.predictions),
    truth: pick(scene.truth),
    assignment: pick(scene.assignment),
  };
}

/** The scene with the priors of each level in another order, and that order: new prior i was order[i]. */
export function withShuffledPriors(scene: Scene, seed = 7): { scene: Scene; order: readonly number[] } {
  const random = randomNumbers(seed);
  const order = scene.levels.flatMap(({ count, offset }) =>
    randomOrder(count, random).map((index) => index + offset),
  );
  const perImage = <T extends Readonly<Record<string, unknown[][]>>>(fields: T): T =>
    Object.fromEntries(
      Object.entries(fields).map(([name, images]) => [
        name,
        images.map((values) => order.map((index) => values[index])),
      ]),
    ) as T;
  return {
    order,
    scene: {
      ...scene,
      priors: mapFields(scene.priors, order),
      predictions: perImage(scene.predictions),
      assignment: perImage(scene.assignment),
    },
  };
}

/** The scene with each image's objects in this order. */
export function withObjects(scene: Scene, order: readonly number[]): Scene {
  const { boxes, classes, mask, validSizes } = scene.truth;
  const reorder = <T>(images: T[][]): T[][] => images.map((objects) => order.map((index) => objects[index]!));
  const gtIndex = scene.assignment.gtIndex.map((row) =>
    row.map((index) => (index >= 0 ? order.indexOf(index) : index)),
  );
  return {
    ...scene,
    truth: { boxes: reorder(boxes), classes: reorder(classes), mask: reorder(mask), validSizes },
    assignment: { ...scene.assignment, gtIndex },
  };
}

/** The scene with two more padded objects, whose boxes and classes are no zeros. */
export function withPaddedObjects(scene: Scene): Scene {
  const { boxes, classes, mask, validSizes } = scene.truth;
  return {
    ...scene,
    truth: {
      boxes: boxes.map((objects) => [...objects, [10, 10, 60, 50], [0, 0, 0, 0]]),
      classes: classes.map((objects) => [...objects, 2, 0]),
      mask: mask.map((objects) => [...objects, 0, 0]),
      validSizes,
    },
  };
}

/** The scene without any object: all padding. */
export function withoutObjects(scene: Scene): Scene {
  const { truth, assignment } = scene;
  return {
    ...scene,
    truth: { ...truth, mask: truth.mask.map((objects) => objects.map(() => 0)) },
    assignment: {
      gtIndex: assignment.gtIndex.map((row) =>
        row.map((index) => (index === IGNORED ? IGNORED : BACKGROUND)),
      ),
      alignment: assignment.alignment.map((row) => row.map(() => 0)),
    },
  };
}

function mapFields<T extends Readonly<Record<string, unknown[]>>>(fields: T, order: readonly number[]): T {
  return Object.fromEntries(
    Object.entries(fields).map(([name, values]) => [name, order.map((index) => values[index])]),
  ) as T;
}
