import { simOta, taskAligned } from '@tandem-det/assigners';
import { START } from '@tandem-det/core';
import { taskAlignedHead } from '@tandem-det/heads';
import { describeBackends } from '@tandem-det/kernels/testing';
import { qualityFocal } from '@tandem-det/losses';
import { dispose } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { createDetector } from './create-detector.ts';
import { tinyBatch, tinyParts } from './tiny-detector.fixture.ts';

const parts = () => ({
  ...tinyParts(),
  head: taskAlignedHead({ channels: 8, interactiveLayers: 2, groups: 2 }),
  assigner: taskAligned(),
  loss: qualityFocal(),
});

/** As a caller without types. */
const create = (changes: object) => createDetector({ ...parts(), ...changes } as never);

describeBackends('parts that no compiler has seen', () => {
  it.each<[object, string]>([
    [
      { asigner: taskAligned() },
      'createDetector: expected only the keys classes, backbone, neck, head, assigner, loss, seed, detection, got the unknown key "asigner".',
    ],
    [{ classes: 'cat' }, 'createDetector: classes: expected a list of class names, got "cat".'],
    [{ classes: 3 }, 'createDetector: classes: expected a list of class names, got 3.'],
    [{ head: undefined }, 'createDetector: head: expected a head, such as taskAlignedHead(), got nothing.'],
    [
      { backbone: () => {} },
      'createDetector: backbone: expected a backbone, such as resnet({ depth: 50 }), got a function.',
    ],
    [
      { neck: { levels: [] } },
      'createDetector: neck: expected a neck, such as fpn(), got an object with levels.',
    ],
    [{ neck: tinyParts().backbone }, 'createDetector: neck: expected a neck, got a backbone.'],
    [{ backbone: tinyParts().neck }, 'createDetector: backbone: expected a backbone, got a neck.'],
    [
      { loss: undefined },
      'createDetector: loss: expected a function, such as qualityFocal() makes, got nothing.',
    ],
  ])('are refused: %o', (changes, message) => {
    expect(() => create(changes)).toThrow(message);
  });

  it('are refused where there are none', () => {
    expect(() => createDetector(undefined as never)).toThrow(
      'createDetector: expected the parts of a detector, got nothing.',
    );
  });

  it.each<[object, string]>([
    [
      { assigner: taskAligned },
      'taskAligned: expected only options that it has, got the unknown option "classLogits", a tensor. Call what makes the part: taskAligned(), not taskAligned.',
    ],
    [
      { assigner: simOta },
      'createDetector: assigner: expected a function that returns an assignment, got a function. Call what makes it: taskAligned(), not taskAligned.',
    ],
    [
      { loss: qualityFocal },
      'createDetector: loss: expected a function that returns loss terms, got a function. Call what makes it: qualityFocal(), not qualityFocal.',
    ],
  ])('that were not called are refused in the first step: %o', (changes, message) => {
    const detector = create(changes);
    const { images, truth } = tinyBatch();
    expect(() => detector.gradients(images, truth, START)).toThrow(message);
    dispose([images, ...Object.values(truth)]);
    detector.dispose();
  });
});
