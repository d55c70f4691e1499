import { expect, it } from 'vitest';
import { describeBackends } from '../testing/index.ts';
import { uniformValues } from '../testing/uniform-values.ts';
import type { AccuracyCase, AccuracyOp, CaseSize } from './accuracy-case.ts';
import { accuracyOps } from './accuracy-ops.ts';
import { errorOf, resultsOf } from './measure.ts';

/** Sizes of 1 to 6, odd and even, another draw for each op and number. */
function drawSize(op: string, draw: number, logits: number): CaseSize {
  const seed = [...op].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) + 1000 * draw;
  const [batch, height, width, channels] = uniformValues(4, { low: 1, high: 7, seed }).map(
    Math.floor,
  ) as unknown as [...[number, number, number, number]];
  return { batch: Math.min(batch, 3), height, width, channels, seed, logits };
}

const ONE: CaseSize = { batch: 1, height: 1, width: 1, channels: 1, seed: 3, logits: 6 };

const casesOf = ({ variants }: AccuracyOp, size: CaseSize): AccuracyCase[] =>
  Object.values(variants).map((make) => make(size));

/**
 * Ops that choose by comparing: assignment and suppression say and test what becomes of NaN where they are;
 * TensorFlow's own max pool passes NaN over.
 */
const CHOOSES = /^(assign|nms|softNms|maxPool2d)/;

/** A place to sample at that is NaN lies outside, where the references' kernels read 0, and no mask: both may be hidden. */
const SAMPLING = /^(offsets|mask)$/;

/** What becomes of one NaN in the middle of an input. */
async function withNan(one: AccuracyCase, name: string): Promise<(Float32Array | Int32Array)[]> {
  const data = Float32Array.from(one.inputs[name]!.data);
  data[data.length >> 1] = Number.NaN;
  return resultsOf({ ...one, inputs: { ...one.inputs, [name]: { ...one.inputs[name]!, data } } });
}

describeBackends('every op', (backend) => {
  for (const op of accuracyOps) {
    it(`${op.op}: sizes of 1, and drawn ones with logits to ±30 and ±100`, async () => {
      const sizes = [ONE, drawSize(op.op, 1, 30), drawSize(op.op, 2, 100), drawSize(op.op, 3, 30)];
      for (const size of sizes) {
        for (const one of casesOf(op, size)) {
          expect(await errorOf(one), JSON.stringify(size)).toBeLessThanOrEqual(2 * op.bound);
        }
      }
    });

    it(`${op.op}: no image`, async () => {
      for (const one of casesOf(op, { ...ONE, batch: 0, height: 3, width: 3 })) {
        const expected = one.reference(one.inputs);
        const results = await resultsOf(one);
        expect(results.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
      }
    });

    // WGSL lets a driver compute as if there were no NaN.
    if (backend === 'webgpu' || CHOOSES.test(op.op)) continue;
    it(`${op.op}: NaN in any input is in the result, but for places to sample at`, async () => {
      for (const one of casesOf(op, { ...ONE, batch: 2, height: 3, width: 3, channels: 2 })) {
        for (const name of Object.keys(one.inputs).filter((each) => !SAMPLING.test(each))) {
          const results = await withNan(one, name);
          expect(
            results.some((values) => values.some(Number.isNaN)),
            name,
          ).toBe(true);
        }
      }
    });
  }
});
