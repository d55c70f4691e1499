import * as assigners from '@tandem-det/assigners';
import * as backbones from '@tandem-det/backbones';
import { type Description, describe as describePart, descriptionOf, ownPart } from '@tandem-det/base';
import type { Loss } from '@tandem-det/core';
import { createDetector, type Detector } from '@tandem-det/detector';
import * as heads from '@tandem-det/heads';
import { describeOnce } from '@tandem-det/kernels/testing';
import * as losses from '@tandem-det/losses';
import * as necks from '@tandem-det/necks';
import { describe, expect, it } from 'vitest';
import { atss } from './atss.ts';
import { detectorFromDescription, PART_FACTORIES } from './detector-from-description.ts';
import { headByAssignment } from './head-by-assignment.ts';
import { retinanet } from './retinanet.ts';
import { tood } from './tood.ts';
import { torchvisionFcos } from './torchvision.ts';
import { yolox } from './yolox.ts';

const classes = ['cat', 'dog'];
const small = { classes, depth: 18, width: 4, channels: 8, norm: { kind: 'group' } } as const;
const stored = (description: Description) => JSON.parse(JSON.stringify(description)) as Description;

/** Names of the packages' factories: functions with a schema beside them. */
const factories = [assigners, backbones, heads, losses, necks].flatMap((exported) =>
  Object.keys(exported).filter((name) => `${name}Options` in exported),
);

describe('PART_FACTORIES', () => {
  it('have every factory that backbones, necks, heads, assigners and losses export', () => {
    expect(Object.keys(PART_FACTORIES).sort()).toEqual([...factories, 'afterEpoch'].sort());
  });

  const loss = losses.focal();
  const required: Readonly<Record<string, object>> = {
    afterEpoch: { epoch: 3, before: loss, after: losses.sumLosses(loss, losses.giou()) },
    balancedCrossEntropy: { counts: [1, 2] },
    fixedNormalizer: { value: 4 },
    sumLosses: { losses: [loss, losses.weighted(2, losses.giou({ normalizer: losses.positives() }))] },
    weighted: { weight: 2, loss },
  };
  it.each(Object.keys(PART_FACTORIES))('make %s again from its description', (kind) => {
    const make = PART_FACTORIES[kind] as (options: object) => object;
    const part = make(required[kind] ?? {});
    const { loss: again } = detectorFromDescriptionParts(descriptionOf(part));
    expect(again).toEqual(descriptionOf(part));
  });

  /** What becomes of a part's description that stands in a detector's. */
  function detectorFromDescriptionParts(description: Description): { readonly loss: Description } {
    let made: object = {};
    const catcher = {
      keep: (options: { part: object }) => {
        made = options.part;
        return losses.focal();
      },
    };
    const parts = createDetectorDescription();
    const wrapped: Description = {
      kind: 'detector',
      options: { ...parts.options, loss: { kind: 'keep', options: { part: stored(description) } } } as never,
    };
    detectorFromDescription(wrapped, { factories: catcher as never }).dispose();
    return { loss: descriptionOf(made) };
  }
  function createDetectorDescription(): Description {
    const detector = createDetector(tood({ ...small, interactiveLayers: 1 }));
    detector.dispose();
    return stored(detector.description);
  }
});

describeOnce('detectorFromDescription', () => {
  it.each<[string, () => Detector]>([
    ['tood', () => createDetector(tood({ ...small, interactiveLayers: 1, seed: 3, topK: 5 }))],
    ['atss', () => createDetector(atss({ ...small, convs: 1 })) as unknown as Detector],
    ['retinanet', () => createDetector(retinanet({ ...small, convs: 1 })) as unknown as Detector],
    ['yolox', () => createDetector(yolox({ classes, size: 'nano' })) as unknown as Detector],
    ['torchvisionFcos', () => createDetector(torchvisionFcos({ classes })) as unknown as Detector],
    [
      'a cell of the 2 × 2',
      () => createDetector(headByAssignment({ ...small, head: 'parallel', assignment: 'tal' })),
    ],
  ])('composes %s again', (_, create) => {
    const one = create();
    const other = detectorFromDescription(stored(one.description));
    expect(other.description).toEqual(one.description);
    const shapes = ({ parameters }: Detector) =>
      parameters.all.map(({ name, variable }) => `${name} ${variable.shape}`);
    expect(shapes(other)).toEqual(shapes(one));
    one.dispose();
    other.dispose();
  });

  const mine: Loss = () => ({});
  const detectorWith = (loss: Loss): Description => {
    const detector = createDetector({ ...tood({ ...small, interactiveLayers: 1 }), loss });
    detector.dispose();
    return stored(detector.description);
  };

  it('names a part of your own, with its place', () => {
    const sum = losses.sumLosses(losses.giou(), losses.weighted(2, mine));
    expect(() => detectorFromDescription(detectorWith(sum))).toThrow(
      "detectorFromDescription: loss.losses.1.loss: expected a part of Tandem's own packages, got mine, a part of your own. " +
        'Compose the detector with the module that it was trained with, or name the factory in `factories`.',
    );
    const versioned = ownPart<Loss>(() => ({}), { version: 2, kind: 'giou' });
    expect(() => detectorFromDescription(detectorWith(versioned))).toThrow(
      `detectorFromDescription: loss: expected a part of Tandem's own packages, got "giou", which no factory makes.`,
    );
  });

  it('makes a part of your own by the factory that it is given', () => {
    const myLoss = ({ gamma }: { gamma: number }): Loss =>
      describePart<Loss>(() => ({}), 'myLoss', { gamma });
    const description = detectorWith(myLoss({ gamma: 3 }));
    const detector = detectorFromDescription(description, { factories: { myLoss } });
    expect(detector.description).toEqual(description);
    detector.dispose();
  });

  it('refuses the description of something else', () => {
    expect(() => detectorFromDescription(descriptionOf(losses.giou()))).toThrow(
      'detectorFromDescription: expected the description of a detector, got that of a giou.',
    );
  });
});
