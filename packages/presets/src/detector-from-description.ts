import * as assigners from '@tandem-det/assigners';
import * as backbones from '@tandem-det/backbones';
import { type Description, ExpectationError, isDescription, type Json } from '@tandem-det/base';
import { afterEpoch, type DensePredictions, type Loss } from '@tandem-det/core';
import { createDetector, type Detector, type DetectorOptions } from '@tandem-det/detector';
import * as heads from '@tandem-det/heads';
import * as losses from '@tandem-det/losses';
import * as necks from '@tandem-det/necks';

/** Makes a part of the options in its description. */
export type PartFactory = (options: never) => object;

/** What makes the parts of the packages, by the kind in their description. */
export const PART_FACTORIES: Readonly<Record<string, PartFactory>> = {
  ...pick(backbones, ['cspDarknet', 'resnet']),
  ...pick(necks, ['cspPafpn', 'fpn', 'pafpn']),
  ...pick(heads, [
    'coupledHead',
    'decoupledHead',
    'fcosHead',
    'gflHead',
    'octaveAnchors',
    'retinaHead',
    'squarePriors',
    'taskAlignedHead',
    'torchvisionAnchors',
    'yoloxHead',
  ]),
  ...pick(assigners, ['atssAssigner', 'fcosRanges', 'maxIou', 'otaAssigner', 'simOta', 'taskAligned']),
  ...pick(losses, [
    'balancedCrossEntropy',
    'centerness',
    'ciou',
    'crossEntropy',
    'diou',
    'distributionFocal',
    'focal',
    'giou',
    'iou',
    'iouQuality',
    'l1',
    'objectness',
    'positives',
    'positivesPerImage',
    'qualityFocal',
    'smoothL1',
    'sumOfAlignment',
    'sumOfWeights',
    'varifocal',
  ]),
  afterEpoch: ({ epoch, before, after }: { epoch: number; before: Loss; after: Loss }) =>
    afterEpoch(epoch, before, after),
  fixedNormalizer: ({ value }: { value: number }) => losses.fixedNormalizer(value),
  sumLosses: ({ losses: terms }: { losses: [] }) => losses.sumLosses(...terms),
  weighted: ({ weight, loss }: { weight: number; loss: ReturnType<typeof losses.focal> }) =>
    losses.weighted(weight, loss),
};

function pick<T extends object>(
  exported: T,
  names: readonly (keyof T & string)[],
): Readonly<Record<string, PartFactory>> {
  return Object.fromEntries(names.map((name) => [name, exported[name] as PartFactory]));
}

export interface FromDescriptionOptions {
  /** What makes parts of your own, by the kind in their description; without it they cannot be made again. */
  readonly factories?: Readonly<Record<string, PartFactory>>;
}

/**
 * The detector that a description tells of, with new parameters: `detectorFromDescription(detector.description)` is
 * composed as `detector` is. A checkpoint keeps the description beside the weights.
 *
 * Errors: an ExpectationError that names the part, with its place, where it is a part of your own that no factory makes.
 */
export function detectorFromDescription(
  description: Description,
  { factories = {} }: FromDescriptionOptions = {},
): Detector {
  if (!isDescription(description) || description.kind !== 'detector') {
    const got = isDescription(description) ? `that of a ${description.kind}` : 'something else';
    throw new ExpectationError('detectorFromDescription', 'the description of a detector', got);
  }
  const options = revived(description.options, '', { ...PART_FACTORIES, ...factories });
  return createDetector(options as DetectorOptions<DensePredictions>);
}

function partFromDescription(
  description: Description,
  factories: Readonly<Record<string, PartFactory>>,
  path: string,
): object {
  const { kind, options, version } = description;
  // A version marks a part of the user's own, whatever it is called.
  const make =
    version !== undefined && factories[kind] === PART_FACTORIES[kind] ? undefined : factories[kind];
  if (make === undefined) {
    throw new ExpectationError(
      `detectorFromDescription: ${path}`,
      "a part of Tandem's own packages",
      kind === 'unknown' ? `${options['name']}, a part of your own` : `"${kind}", which no factory makes`,
      'Compose the detector with the module that it was trained with, or name the factory in `factories`.',
    );
  }
  return (make as (options: unknown) => object)(revived(options, path, factories));
}

function revived(value: Json, path: string, factories: Readonly<Record<string, PartFactory>>): unknown {
  const at = (key: string | number) => (path === '' ? String(key) : `${path}.${key}`);
  if (Array.isArray(value)) return value.map((each, index) => revived(each, at(index), factories));
  if (isDescription(value)) return partFromDescription(value, factories, path);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, revived(each, at(key), factories)]),
  );
}
