import type { Head } from '@tandem-det/core';
import type { ASSIGNERS, HEADS, HeadName, LOSSES } from './parts.ts';

type Predicts<H> = H extends Head<infer P> ? P : never;
type Reads<Part> = Part extends (predictions: infer P, ...others: never[]) => unknown ? P : never;

/** What stands in a table: `trains`, or the predictions that the head would have to offer. */
type Cell<H, Part> =
  Predicts<H> extends Reads<Part> ? 'trains' : Exclude<keyof Reads<Part>, keyof Predicts<H>>;

type Table<Parts extends Readonly<Record<string, unknown>>> = {
  readonly [part in keyof Parts]: { readonly [head in HeadName]: Cell<(typeof HEADS)[head], Parts[part]> };
};

/** The same for every head but these. */
const row = <const Others extends object, Cell>(cell: Cell, others: Others) => ({
  coupledHead: cell,
  decoupledHead: cell,
  "decoupledHead, 'distances'": cell,
  fcosHead: cell,
  gflHead: cell,
  retinaHead: cell,
  taskAlignedHead: cell,
  yoloxHead: cell,
  ...others,
});

const trains = 'trains' as const;
const everywhere = row(trains, {});
const withDeltas = row('boxDeltas' as const, {
  decoupledHead: trains,
  retinaHead: trains,
  yoloxHead: trains,
});
const withQuality = row('qualityLogits' as const, { decoupledHead: trains, fcosHead: trains });
const withObjectness = row('objectnessLogits' as const, { yoloxHead: trains });

/** Which assigner takes the predictions of which head. The compiler checks each cell against the parts' types. */
export const ASSIGNER_TABLE: Table<typeof ASSIGNERS> = {
  maxIou: everywhere,
  fcosRanges: everywhere,
  atss: everywhere,
  taskAligned: everywhere,
  simOta: withObjectness,
  "simOta, 'class'": everywhere,
  ota: everywhere,
};

/** Which loss takes the predictions of which head. The compiler checks each cell against the parts' types. */
export const LOSS_TABLE: Table<typeof LOSSES> = {
  focal: everywhere,
  qualityFocal: everywhere,
  "qualityFocal, 'alignment'": everywhere,
  varifocal: everywhere,
  crossEntropy: everywhere,
  "crossEntropy, over 'positives'": everywhere,
  balancedCrossEntropy: everywhere,
  iou: everywhere,
  giou: everywhere,
  diou: everywhere,
  ciou: everywhere,
  l1: withDeltas,
  smoothL1: withDeltas,
  centerness: withQuality,
  iouQuality: withQuality,
  objectness: withObjectness,
  distributionFocal: row('boxDistribution' as const, { gflHead: trains }),
};
