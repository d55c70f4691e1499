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
      'createDetector: expected only the options classes, backbone, neck, head, assigner, loss, seed, detection, got the unknown option "asigner". Did you mean "assigner"?',
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
    [
      { neck: tinyParts().backbone },
      'createDetector: neck: expected a neck, such as fpn(), got an object with name, levels, build.',
    ],
    [
      { backbone: tinyParts().neck },
      'createDetector: backbone: expected a backbone, such as resnet({ depth: 50 }), got an object with name, levels, build.',
    ],
    [{ loss: undefined }, 'createDetector: loss: expected a loss, such as qualityFocal(), got nothing.'],
    [
      { detection: { iouTreshold: 0.5 } },
      'createDetector: detection: expected only the options scoreThreshold, iouThreshold,',
    ],
  ])('are refused: %o', (changes, message) => {
    expect(() => create(changes)).toThrow(message);
  });

  it('are refused where there are none', () => {
    expect(() => createDetector(undefined as never)).toThrow(
      'createDetector: expected options, got nothing.',
    );
  });

  it.each<[object, string]>([
    [
      { assigner: taskAligned },
      'taskAligned: expected options, got "classLogits", a tensor. Call what makes the part: taskAligned(), not taskAligned.',
    ],
    [
      { assigner: simOta },
      'simOta: expected options, got "classLogits", a tensor. Call what makes the part: simOta(), not simOta.',
    ],
    [
      { loss: qualityFocal },
      'qualityFocal: expected options, got "classLogits", a tensor. Call what makes the part: qualityFocal(), not qualityFocal.',
    ],
  ])('that were not called are refused in the first step: %o', (changes, message) => {
    const detector = create(changes);
    const { images, truth } = tinyBatch();
    expect(() => detector.gradients(images, truth, START)).toThrow(message);
    dispose([images, ...Object.values(truth)]);
    detector.dispose();
  });
});
