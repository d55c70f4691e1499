import type { DetectionDataset, ImageRecord, ObjectRecord } from './dataset.ts';
import { classFindings, type Finding, imageFindings, objectFindings } from './findings.ts';

export interface InspectDatasetOptions {
  /** Pixels per cell of the detector's finest level. */
  readonly stride?: number;
  /** Pixels of the network's input per pixel of the image. */
  readonly scale?: number;
  /** Class names, in order, that a detector or checkpoint was made for. */
  readonly expectedClasses?: readonly string[];
}

/** What a dataset holds, in plain data. */
export interface DatasetInspection {
  readonly name: string;
  readonly images: number;
  readonly imagesWithoutObjects: number;
  /** Crowds not counted, here and below. */
  readonly objects: number;
  readonly crowds: number;
  readonly classes: readonly ClassCount[];
  readonly objectsPerImage: { readonly least: number; readonly mean: number; readonly most: number };
  /** COCO's groups, by area in pixels of the network's input: below 32², below 96², the rest. */
  readonly sizes: { readonly small: number; readonly medium: number; readonly large: number };
  /** Boxes by √(width · height) in pixels of the network's input, in octaves from 1. */
  readonly sides: readonly { readonly from: number; readonly to: number; readonly count: number }[];
  readonly imageSizes: readonly { readonly width: number; readonly height: number; readonly count: number }[];
  /** The gravest first. */
  readonly findings: readonly Finding[];
}

export interface ClassCount {
  readonly id: number;
  readonly name: string;
  readonly objects: number;
  /** Images with at least one. */
  readonly images: number;
}

/** Counts what a dataset holds and looks for what commonly goes wrong; reads no pixels. */
export function inspectDataset(
  dataset: DetectionDataset,
  { stride = 8, scale = 1, expectedClasses }: InspectDatasetOptions = {},
): DatasetInspection {
  const { images } = dataset;
  const objectsOf = (image: ImageRecord) => image.objects.filter((object) => !object.crowd);
  const objects = images.flatMap(objectsOf);
  const perImage = images.map((image) => objectsOf(image).length);
  const classes = countClasses(dataset);
  return {
    name: dataset.name,
    images: images.length,
    imagesWithoutObjects: images.filter((image) => image.objects.length === 0).length,
    objects: objects.length,
    crowds: images.reduce((sum, image) => sum + image.objects.length, 0) - objects.length,
    classes,
    objectsPerImage: {
      least: perImage.reduce((least, count) => Math.min(least, count), perImage[0] ?? 0),
      mean: objects.length / Math.max(1, images.length),
      most: perImage.reduce((most, count) => Math.max(most, count), 0),
    },
    sizes: countSizes(objects, scale),
    sides: countSides(objects, scale),
    imageSizes: countImageSizes(images),
    findings: [
      ...classFindings(classes, expectedClasses),
      ...objectFindings(images, { stride, scale }),
      ...imageFindings(images),
    ].toSorted((a, b) => GRAVITY[a.severity] - GRAVITY[b.severity]),
  };
}

const GRAVITY: Readonly<Record<Finding['severity'], number>> = { error: 0, warning: 1, note: 2 };

function countClasses({ classes, images }: DetectionDataset): ClassCount[] {
  const objects = classes.map(() => 0);
  const holders = classes.map(() => 0);
  for (const image of images) {
    const present = new Set<number>();
    for (const { classIndex, crowd } of image.objects) {
      if (crowd) continue;
      objects[classIndex]! += 1;
      present.add(classIndex);
    }
    for (const classIndex of present) holders[classIndex]! += 1;
  }
  return classes.map(({ id, name }, index) => ({
    id,
    name,
    objects: objects[index]!,
    images: holders[index]!,
  }));
}

function countSizes(objects: readonly ObjectRecord[], scale: number): DatasetInspection['sizes'] {
  const areas = objects.map((object) => object.area * scale * scale);
  const small = areas.filter((area) => area < 32 ** 2).length;
  const large = areas.filter((area) => area >= 96 ** 2).length;
  return { small, medium: areas.length - small - large, large };
}

function countSides(objects: readonly ObjectRecord[], scale: number): DatasetInspection['sides'] {
  const counts: number[] = [];
  for (const { box } of objects) {
    const side = Math.sqrt((box[2] - box[0]) * (box[3] - box[1])) * scale;
    const octave = Math.max(0, Math.floor(Math.log2(side)));
    while (counts.length <= octave) counts.push(0);
    counts[octave]! += 1;
  }
  return counts.map((count, octave) => ({
    from: octave === 0 ? 0 : 2 ** octave,
    to: 2 ** (octave + 1),
    count,
  }));
}

function countImageSizes(images: readonly ImageRecord[]): DatasetInspection['imageSizes'] {
  const counts = new Map<string, { width: number; height: number; count: number }>();
  for (const { width, height } of images) {
    const key = `${width}×${height}`;
    const entry = counts.get(key) ?? { width, height, count: 0 };
    entry.count += 1;
    counts.set(key, entry);
  }
  return [...counts.values()].toSorted((a, b) => b.count - a.count);
}
