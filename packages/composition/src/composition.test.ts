import { readFile } from 'node:fs/promises';
import { type Batch, disposeBatch } from '@tandem-det/data';
import { createDetector } from '@tandem-det/detector';
import { type StartedBackend, startBackend } from '@tandem-det/kernels/backends';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentText } from './document.ts';
import { ASSIGNERS, HEADS, LOSSES } from './parts.ts';
import { ASSIGNER_TABLE, combinations, LOSS_TABLE, refusals } from './tables.ts';
import { detectorOf, lossesOf, sceneBatch } from './try-parts.ts';

const STEPS = 20;

// What is composed does not depend on the backend, and the parts are tested on each of them.
describe('composition', () => {
  let backend: StartedBackend;
  let batch: Batch;
  beforeAll(async () => {
    backend = await startBackend({ name: 'wasm', report: () => {} });
    batch = await sceneBatch();
  });
  afterAll(async () => {
    disposeBatch(batch);
    await backend.stop();
  });

  it.each(combinations())(
    '$head with $assigner and $loss: a falling loss',
    async ({ head, assigner, loss }) => {
      const detector = detectorOf(head, assigner, loss);
      const totals = await lossesOf(detector, batch, STEPS);
      expect(totals.every(Number.isFinite)).toBe(true);
      const last = totals.slice(-5).reduce((sum, total) => sum + total, 0) / 5;
      expect(last).toBeLessThan(totals[0]!);
      detector.dispose();
    },
  );

  it.each(refusals())('$head with $part: refused for want of $missing', ({ head, part, missing }) => {
    const detector =
      part in LOSSES
        ? detectorOf(head, 'atss', part as keyof typeof LOSSES)
        : detectorOf(head, part as keyof typeof ASSIGNERS, 'focal');
    let message = '';
    try {
      detector.losses(batch.images, batch.truth, { step: 0, epoch: 0 });
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toContain(
      `expected predictions with ${missing}, got ${HEADS[head].provides.join(', ')}.`,
    );
    const named = /(\w+Head)\(\)/.exec(message)?.[1] as keyof typeof HEADS;
    expect(HEADS[named]?.provides).toContain(missing);
    detector.dispose();
  });

  it('tries every part, each assigner with each loss that any head serves both', () => {
    const tried = combinations();
    for (const head of Object.keys(HEADS)) expect(tried.some((one) => one.head === head)).toBe(true);
    for (const assigner of Object.keys(ASSIGNERS)) {
      expect(tried.some((one) => one.assigner === assigner)).toBe(true);
    }
    for (const loss of Object.keys(LOSSES)) expect(tried.some((one) => one.loss === loss)).toBe(true);
    for (const table of [LOSS_TABLE, ASSIGNER_TABLE]) {
      for (const row of Object.values(table)) expect(Object.keys(row)).toEqual(Object.keys(HEADS));
    }
  });

  it('is documented as it is', async () => {
    const page = await readFile(new URL('../../../docs/composition.md', import.meta.url), 'utf8');
    expect(page, 'run `pnpm composition`').toBe(documentText());
  });
});

describe('types', () => {
  const parts = { classes: ['a'], backbone: undefined as never, neck: undefined as never };
  it('refuse a loss or an assigner that needs more than the head predicts', () => {
    const { retinaHead, taskAlignedHead, coupledHead, fcosHead } = HEADS;
    const { atss, simOta } = ASSIGNERS;
    const { distributionFocal, l1, centerness, focal } = LOSSES;
    const wrong = [
      // @ts-expect-error: only GFL's head predicts distributions
      () => createDetector({ ...parts, head: retinaHead, assigner: atss, loss: distributionFocal }),
      // @ts-expect-error: the T-Head predicts no deltas
      () => createDetector({ ...parts, head: taskAlignedHead, assigner: atss, loss: l1 }),
      // @ts-expect-error: the coupled head has no quality branch
      () => createDetector({ ...parts, head: coupledHead, assigner: atss, loss: centerness }),
      // @ts-expect-error: SimOTA wants objectness
      () => createDetector({ ...parts, head: fcosHead, assigner: simOta, loss: focal }),
    ];
    const right = () => createDetector({ ...parts, head: fcosHead, assigner: atss, loss: centerness });
    expect([...wrong, right]).toHaveLength(5);
  });
});
