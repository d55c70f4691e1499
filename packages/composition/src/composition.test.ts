import { readFile } from 'node:fs/promises';
import type { Head } from '@tandem-det/core';
import { type Batch, disposeBatch } from '@tandem-det/data/batches';
import { createDetector, type DetectorOptions } from '@tandem-det/detector';
import { type StartedBackend, startBackend } from '@tandem-det/kernels/backends';
import { zerosLike } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { type Combination, covering, fitting, pairsOf, refused } from './combinations.ts';
import { documentText } from './document.ts';
import { ASSIGNERS, type AssignerName, HEADS, type HeadName, LOSSES, type LossName } from './parts.ts';
import type { ASSIGNER_TABLE, LOSS_TABLE } from './tables.ts';
import { flawOf, flawOfRefusal, sceneBatch } from './try-parts.ts';

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

  it.each(covering(fitting()))('$head with $assigner and $loss: a falling loss', async (combination) => {
    expect(await flawOf(combination, batch)).toBeUndefined();
  });

  it.each(covering(refused()))('$head with $assigner and $loss: refused for want of $missing', (refusal) => {
    expect(flawOfRefusal(refusal)).toBeUndefined();
  });

  it('tells a loss that does not fall, and parts that fit after all', async () => {
    const still: Combination = { head: 'coupledHead', assigner: 'atss', loss: 'focal' };
    const blank = { ...batch, truth: { ...batch.truth, mask: zerosLike(batch.truth.mask) } };
    expect(await flawOf({ ...still, loss: 'giou' }, blank)).toBe('a loss from 0 to 0');
    expect(flawOfRefusal({ ...still, part: 'focal', missing: 'boxDeltas' })).toBe('no error');
    blank.truth.mask.dispose();
  });

  it('is documented as it is', async () => {
    const page = await readFile(new URL('../../../docs/composition.md', import.meta.url), 'utf8');
    expect(page, 'run `pnpm composition`').toBe(documentText());
  });
});

describe('combinations', () => {
  it('fit or are refused, each once', () => {
    // 8 heads × 7 assigners × 17 losses
    expect(fitting().length + refused().length).toBe(8 * 7 * 17);
    const once = new Set([...fitting(), ...refused()].map((each) => pairsOf(each).join()));
    expect(once.size).toBe(8 * 7 * 17);
  });

  it('have every pair of parts among those that are tried', () => {
    for (const all of [fitting(), refused()]) {
      const [tried, possible] = [covering(all), all].map((some) => new Set(some.flatMap(pairsOf)));
      expect(tried).toEqual(possible);
    }
  });
});

describe('types', () => {
  type Predicts<H> = H extends Head<infer P> ? P : never;
  /** Whether `createDetector` takes the three. */
  type Compiles<H extends HeadName, A extends AssignerName, L extends LossName> =
    {
      readonly head: (typeof HEADS)[H];
      readonly assigner: (typeof ASSIGNERS)[A];
      readonly loss: (typeof LOSSES)[L];
    } extends Pick<DetectorOptions<Predicts<(typeof HEADS)[H]>>, 'head' | 'assigner' | 'loss'>
      ? 'trains'
      : 'does not compile';
  /** Whether both tables say that it trains. */
  type Documented<H extends HeadName, A extends AssignerName, L extends LossName> = [
    (typeof ASSIGNER_TABLE)[A][H],
    (typeof LOSS_TABLE)[L][H],
  ] extends ['trains', 'trains']
    ? 'trains'
    : 'does not compile';

  it('let every combination through that the tables allow, and no other', () => {
    type Compiled = {
      [H in HeadName]: { [A in AssignerName]: { [L in LossName]: Compiles<H, A, L> } };
    };
    type Tabled = {
      [H in HeadName]: { [A in AssignerName]: { [L in LossName]: Documented<H, A, L> } };
    };
    expectTypeOf<Compiled>().toEqualTypeOf<Tabled>();
    expectTypeOf<Compiled['yoloxHead']['simOta']['objectness']>().toEqualTypeOf<'trains'>();
    expectTypeOf<Compiled['fcosHead']['simOta']['objectness']>().toEqualTypeOf<'does not compile'>();
  });

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
