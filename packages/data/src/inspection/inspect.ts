import { accountText } from '../account.ts';
import type { DetectionDataset, ImageRecord, ObjectRecord } from '../dataset.ts';
import type { Size } from '../images/size.ts';
import { fittingScale } from '../transforms/fit.ts';
import { accountFindings } from './account-findings.ts';
import { classFindings, type ExpectedClasses } from './class-findings.ts';
import { byGravity, type Finding } from './finding.ts';
import { type HeadReach, headFindings } from './head-findings.ts';
import { type Bin, countAspects, countObjects, countSides } from './histograms.ts';
import { imageFindings } from './image-findings.ts';
import { objectFindings } from './object-findings.ts';

export interface InspectDatasetOptions {
  /** Pixels per cell of the detector's finest level. */
  readonly stride?: number;
  /** Of the network's input, into which images are fitted; without it, their own size. */
  readonly input?: Size;
  /** The classes of a detector, or of another part of the data. */
  readonly expectedClasses?: ExpectedClasses;
  readonly head?: HeadReach;
  /** Whether training would stop at what was left out here, which makes errors of it. */
  readonly stopsAt?: { readonly badObjects?: boolean; readonly badImages?: boolean };
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
  readonly sides: readonly Bin[];
  /** Boxes by width / height. */
  readonly aspects: readonly Bin[];
  /** Images by their number of objects. */
  readonly crowding: readonly Bin[];
  /** What became of the files, in a line; absent for a dataset that was not read from files. */
  readonly account?: string;
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
  { stride = 8, input, expectedClasses, head, stopsAt = {} }: InspectDatasetOptions = {},
): DatasetInspection {
  const { images, account } = dataset;
  const scaleOf = (image: Size) => (input === undefined ? 1 : fittingScale(image, input));
  const scaled = images.flatMap((image) =>
    objectsOf(image).map(({ box, area }) => ({ box, area, scale: scaleOf(image) })),
  );
  const perImage = images.map((image) => objectsOf(image).length);
  const classes = countClasses(dataset);
  return {
    name: dataset.name,
    images: images.length,
    imagesWithoutObjects: images.filter((image) => image.objects.length === 0).length,
    objects: scaled.length,
    crowds: images.reduce((sum, image) => sum + image.objects.length, 0) - scaled.length,
    classes,
    objectsPerImage: {
      least: perImage.reduce((least, count) => Math.min(least, count), perImage[0] ?? 0),
      mean: scaled.length / Math.max(1, images.length),
      most: perImage.reduce((most, count) => Math.max(most, count), 0),
    },
    sizes: countSizes(scaled),
    sides: countSides(scaled.map(({ box, scale }) => [(box[2] - box[0]) * scale, (box[3] - box[1]) * scale])),
    aspects: countAspects(scaled.map(({ box }) => [box[2] - box[0], box[3] - box[1]])),
    crowding: countObjects(perImage),
    ...(account && { account: accountText(images.length, account) }),
    imageSizes: countImageSizes(images),
    findings: [
      ...(account === undefined ? [] : accountFindings(account, stopsAt)),
      ...classFindings(classes, expectedClasses),
      ...objectFindings(images, { stride, scaleOf }),
      ...(head === undefined ? [] : headFindings(images, head, scaleOf)),
      ...imageFindings(images),
    ].toSorted(byGravity),
  };
}

function objectsOf(image: ImageRecord): ObjectRecord[] {
  return image.objects.filter((object) => !object.crowd);
}

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

function countSizes(
  objects: readonly { readonly area: number; readonly scale: number }[],
): DatasetInspection['sizes'] {
  const areas = objects.map(({ area, scale }) => area * scale * scale);
  const small = areas.filter((area) => area < 32 ** 2).length;
  const large = areas.filter((area) => area >= 96 ** 2).length;
  return { small, medium: areas.length - small - large, large };
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
