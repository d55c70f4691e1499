import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PYCOCOTOOLS_CASES } from '../testing/pycocotools-cases.ts';
import { randomCoco } from '../testing/random-coco.ts';
import { evaluateCoco, statsList } from './evaluate-coco.ts';

/** By case: the twelve numbers, then AP, AP50, AP75 and AR100 of each class, as pycocotools has them. */
const expected = JSON.parse(
  readFileSync(new URL('../testing/pycocotools-expected.json', import.meta.url), 'utf8'),
) as { readonly version: string; readonly cases: readonly (readonly number[])[] };

test(`equals pycocotools ${expected.version} on 50 random datasets`, () => {
  expect(expected.cases).toHaveLength(PYCOCOTOOLS_CASES.length);
  for (const [index, options] of PYCOCOTOOLS_CASES.entries()) {
    const { stats, categories } = evaluateCoco(randomCoco(options));
    const got = [
      ...statsList(stats),
      ...categories.flatMap(({ ap, ap50, ap75, ar100 }) => [ap, ap50, ap75, ar100]),
    ];
    const wanted = expected.cases[index]!;
    expect(got).toHaveLength(wanted.length);
    const furthest = Math.max(...got.map((value, at) => Math.abs(value - wanted[at]!)));
    expect(furthest, `dataset ${index}`).toBeLessThan(1e-12);
  }
});
