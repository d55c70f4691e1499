import { BACKGROUND } from '../assignment.ts';
import { randomNumbers } from './random.ts';
import { exampleScene, type Scene } from './scene.ts';

interface SceneObject {
  readonly box: readonly [x1: number, y1: number, x2: number, y2: number];
  readonly label: number;
}

/** Scenes at the edges of what datasets hold, by what is unusual about them. */
export const EDGE_SCENES: Readonly<Record<string, () => Scene>> = {
  'an image without objects': () => withTruth([[], [{ box: [1.7, 2.9, 31.2, 28.8], label: 1 }]]),
  // the strides are 8, 16 and 32; no prior's centre is inside
  'an object smaller than a stride': () => withTruth([[{ box: [20.2, 19.3, 22.1, 21.9], label: 2 }], []]),
  '500 objects': () => withTruth([manyObjects(500), manyObjects(3)]),
  'objects outside the image': () =>
    withTruth([
      [
        { box: [200.3, 180.1, 260.9, 241.7], label: 0 },
        { box: [-70.4, -60.2, -20.6, -15.8], label: 1 },
        { box: [-20.3, -11.6, 15.2, 12.7], label: 2 },
      ],
      [{ box: [79.4, 47.3, 141.2, 98.6], label: 0 }],
    ]),
  'identical objects': () => {
    const box = [4.3, 5.1, 41.7, 38.2] as const;
    return withTruth([[0, 0, 2].map((label) => ({ box, label })), [1, 1].map((label) => ({ box, label }))]);
  },
  'one class': () => {
    const { predictions, truth, ...scene } = exampleScene();
    const classLogits = predictions.classLogits.map((image) => image.map((logits) => logits.slice(0, 1)));
    const classes = truth.classes.map((image) => image.map(() => 0));
    return { ...scene, predictions: { ...predictions, classLogits }, truth: { ...truth, classes } };
  },
};

/** The example with these objects; priors inside one belong to it, and each of the first ten has one prior anyway. */
function withTruth(objects: readonly (readonly SceneObject[])[]): Scene {
  const scene = exampleScene();
  const most = Math.max(1, ...objects.map(({ length }) => length));
  const padded = objects.map((image) => Array.from({ length: most }, (_, index) => image[index]));
  const gtIndex = objects.map((image) => {
    const row = scene.priors.centers.map(([x, y]) =>
      image.findIndex(({ box: [x1, y1, x2, y2] }) => x! > x1 && x! < x2 && y! > y1 && y! < y2),
    );
    for (const index of image.slice(0, 10).keys()) row[20 + index] = index;
    return row;
  });
  return {
    ...scene,
    truth: {
      boxes: padded.map((image) => image.map((object) => [...(object?.box ?? [0, 0, 0, 0])])),
      classes: padded.map((image) => image.map((object) => object?.label ?? 0)),
      mask: padded.map((image) => image.map((object) => (object ? 1 : 0))),
      validSizes: scene.truth.validSizes,
    },
    assignment: {
      gtIndex,
      alignment: gtIndex.map((row) => row.map((index) => (index === BACKGROUND ? 0 : 0.7))),
    },
  };
}

function manyObjects(count: number): SceneObject[] {
  const random = randomNumbers(11);
  return Array.from({ length: count }, (_, index) => {
    const [x, y] = [70 * random(), 40 * random()];
    return { box: [x, y, x + 3 + 30 * random(), y + 3 + 25 * random()], label: index % 3 };
  });
}
