import { type Assigner, disposePriors, type ObjectnessPredictions, START } from '@tandem-det/core';
import { startBackend } from '@tandem-det/kernels/backends';
import { describeBackends } from '@tandem-det/kernels/testing';
import { dispose, type TensorContainer } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { atssAssigner } from './atss-assigner.ts';
import { fcosRanges } from './fcos-ranges.ts';
import { maxIou } from './max-iou.ts';
import { otaAssigner } from './ota-assigner.ts';
import { randomProblems } from './random-problems.fixture.ts';
import { simOta } from './sim-ota.ts';
import { taskAligned } from './task-aligned.ts';

/** 10,000 problems of each assigner with TANDEM_FULL_SIZE=1, 200 otherwise. */
const BATCHES = process.env['TANDEM_FULL_SIZE'] === '1' ? 100 : 2;
const IMAGES = 100;
/** Parts by which predictions and objects are moved: float32 keeps 2^-24. */
const NOISE = [2 ** -22, 2 ** -21];

const assigners: Readonly<Record<string, Assigner<ObjectnessPredictions>>> = {
  taskAligned: taskAligned(),
  'taskAligned, the descendants': taskAligned({
    candidates: 'inside',
    conflicts: 'smallest-area',
    overlap: 'ciou',
  }),
  atss: atssAssigner(),
  maxIou: maxIou(),
  fcosRanges: fcosRanges({ radius: 1.5 }),
  simOta: simOta({ centerOffset: 0 }),
  'simOta, the original rule': simOta({ region: 'box-and-center', centerOffset: 0 }),
  ota: otaAssigner(),
};

/** The objects of each prior, as a text for each problem. */
async function assignAll(assigner: Assigner<ObjectnessPredictions>, noise = 0): Promise<string[]> {
  const problems: string[] = [];
  for (let batch = 0; batch < BATCHES; batch++) {
    const { priors, predictions, truth } = randomProblems(IMAGES, batch + 1, noise);
    const assignment = assigner(predictions, priors, truth, START);
    problems.push(...(await assignment.gtIndex.array()).map((row) => row.join()));
    dispose([assignment, predictions, truth] as unknown as TensorContainer);
    disposePriors(priors);
  }
  return problems;
}

/** On the host, and whether the deciding values differ by more than rounding: noise changes nothing. */
const expected = new Map<string, { readonly plain: string[]; readonly decided: boolean[] }>();

beforeAll(async () => {
  const { stop } = await startBackend({ name: 'cpu', report: () => {} });
  for (const [name, assigner] of Object.entries(assigners)) {
    const plain = await assignAll(assigner);
    const moved: string[][] = [];
    for (const noise of NOISE) moved.push(await assignAll(assigner, noise));
    const decided = plain.map((text, problem) => moved.every((texts) => texts[problem] === text));
    expected.set(name, { plain, decided });
  }
  await stop();
});

describeBackends('random problems', (backend) => {
  it.each(Object.keys(assigners))(`%s assigns as on the host wherever values are apart`, async (name) => {
    const { plain, decided } = expected.get(name)!;
    const got = await assignAll(assigners[name]!);
    const differing = got.flatMap((text, problem) => (text === plain[problem] ? [] : [problem]));
    expect(differing.filter((problem) => decided[problem])).toEqual([]);
    const open = decided.filter((one) => !one).length;
    const positives = plain.join().match(/\b\d+\b(?<!-\d+)/g)?.length ?? 0;
    console.log(
      `${backend}, ${name}: ${got.length} problems, ${positives} positives; ${open} within rounding, ` +
        `of which ${differing.length} came out differently`,
    );
    expect(positives).toBeGreaterThan(got.length);
    expect(open).toBeLessThan(got.length / 20);
  });
});
