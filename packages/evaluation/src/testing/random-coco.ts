import type { CocoAnnotation, CocoBox, CocoDetection, CocoGroundTruth } from '../truth/coco-types.ts';

export interface RandomCocoOptions {
  readonly seed: number;
  readonly images: number;
  readonly classes: number;
  /** Mean per image; the count is uniform from 0 to twice that. */
  readonly objects: number;
  /** Of each image; uniform from 0 to twice that where `vary` is set. */
  readonly detections: number;
  readonly vary?: boolean;
  /** Share of annotations that are crowds. */
  readonly crowds?: number;
  /** Different scores; few make ties common. */
  readonly scores?: number;
}

/**
 * A made-up dataset and detections on it, the same for the same options on every machine: half of the
 * detections near an object, mostly of its class, the others anywhere; category ids with gaps; images in
 * no order; boxes on a grid of half a pixel, so that equal overlaps occur.
 */
export function randomCoco(options: RandomCocoOptions): {
  readonly groundTruth: CocoGroundTruth;
  readonly detections: readonly CocoDetection[];
} {
  const { seed, images: imageCount, classes, objects, detections: found, vary = false } = options;
  const { crowds = 0.05, scores = 1e6 } = options;
  const random = generator(seed);
  const below = (count: number) => Math.floor(random() * count);
  const half = (value: number) => Math.round(2 * value) / 2;
  const side = () => half(4 * 2 ** (6 * random()));
  const box = (): CocoBox => [half(random() * 400), half(random() * 300), side(), side()];
  const near = ([x, y, w, h]: CocoBox): CocoBox => {
    const jitter = (size: number) => (random() - 0.5) * 0.4 * size;
    return [half(x + jitter(w)), half(y + jitter(h)), half(w + jitter(w)) + 1, half(h + jitter(h)) + 1];
  };
  const categories = Array.from({ length: classes }, (_, index) => ({
    id: 1 + index + Math.floor(index / 7),
  }));
  const images = Array.from({ length: imageCount }, (_, index) => ({
    id: 1 + ((index * 7919) % imageCount),
  }));
  const category = () => categories[below(classes)]!.id;
  const annotations: CocoAnnotation[] = [];
  const detections: CocoDetection[] = [];
  for (const { id: image_id } of images) {
    const here: CocoAnnotation[] = Array.from({ length: below(2 * objects + 1) }, (_, index) => {
      const bbox = box();
      return {
        id: 1 + annotations.length + index,
        image_id,
        category_id: category(),
        bbox,
        area: half(bbox[2] * bbox[3] * (0.5 + random() / 2)),
        iscrowd: random() < crowds ? 1 : 0,
      };
    });
    annotations.push(...here);
    const count = vary ? below(2 * found + 1) : found;
    for (let index = 0; index < count; index++) {
      const target = random() < 0.5 ? here[below(here.length)] : undefined;
      detections.push({
        image_id,
        category_id: target !== undefined && random() < 0.8 ? target.category_id : category(),
        bbox: target === undefined ? box() : near(target.bbox),
        score: (1 + below(scores)) / (scores + 1),
      });
    }
  }
  return { groundTruth: { images, annotations, categories }, detections };
}

/** Uniform in [0, 1): the 32-bit finaliser of MurmurHash3 over a counter. */
function generator(seed: number): () => number {
  let counter = Math.imul(seed + 1, 0x9e3779b1);
  return () => {
    counter = (counter + 0x6d2b79f5) | 0;
    let x = counter;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
  };
}
