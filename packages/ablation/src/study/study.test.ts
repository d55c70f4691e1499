import { describe, expect, expectTypeOf, it } from 'vitest';
import { parseShard, runsOfShard } from '../run/shard.ts';
import { type Axes, cellName, cellsOf } from './axes.ts';
import { baseName, cellsOfStudy, planRuns } from './plan.ts';
import { canonicalJson, runId } from './run-id.ts';
import { defineStudy, type Study } from './study.ts';

const never = () => {
  throw new Error('not run here');
};
const axes = { head: ['parallel', 'T-Head'], alpha: [0.5, 1] } as const;
const define = (changes: Partial<Study> = {}) =>
  defineStudy<Axes>({
    name: 'heads',
    axes,
    seeds: [0, 1],
    settings: (cell) => cell,
    prepare: never,
    ...changes,
  });

describe('cells', () => {
  it('are every combination, the last axis fastest', () => {
    expect(cellsOf(axes)).toEqual([
      { head: 'parallel', alpha: 0.5 },
      { head: 'parallel', alpha: 1 },
      { head: 'T-Head', alpha: 0.5 },
      { head: 'T-Head', alpha: 1 },
    ]);
  });

  it('have a name that says numbers and switches with their axis', () => {
    expect(cellName({ head: 'T-Head', 'model.alpha': 0.5, flip: true })).toBe(
      'T-Head + alpha 0.5 + flip true',
    );
  });

  it('are typed by their axes', () => {
    defineStudy({
      name: 'typed',
      axes: { head: ['parallel', 't-head'], alpha: [0.5, 1] },
      seeds: [0],
      prepare(cell) {
        expectTypeOf(cell.head).toEqualTypeOf<'parallel' | 't-head'>();
        expectTypeOf(cell.alpha).toEqualTypeOf<0.5 | 1>();
        return never();
      },
    });
  });
});

describe('planRuns', () => {
  it('goes seed by seed', async () => {
    const runs = await planRuns(define());
    expect(runs).toHaveLength(8);
    expect(runs.map(({ seed }) => seed)).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    expect(runs[5]).toMatchObject({ name: 'parallel + alpha 1', seed: 1, index: 5, runs: 8 });
    expect(new Set(runs.map(({ id }) => id)).size).toBe(8);
  });

  it('leaves excluded combinations out', () => {
    const study = define({
      exclude: [
        { head: 'T-Head', alpha: 1 },
        { alpha: 0.5, head: 'parallel' },
      ],
    });
    expect(cellsOfStudy(study).map(cellName)).toEqual(['parallel + alpha 1', 'T-Head + alpha 0.5']);
  });

  it('keeps the identity of runs when values, seeds, cells or a name are added', async () => {
    const before = new Set((await planRuns(define())).map(({ id }) => id));
    const more = await planRuns(
      define({ name: 'other', axes: { head: axes.head, alpha: [2, 0.5, 1] }, seeds: [3, 1, 0] }),
    );
    expect(more.filter(({ id }) => before.has(id))).toHaveLength(8);
    expect(more).toHaveLength(18);
  });

  it('has another identity where settings, version or the content of its module differ', async () => {
    const idOf = async (changes: Partial<Study>) => (await planRuns(define(changes)))[0]!.id;
    const ids = [
      await idOf({}),
      await idOf({ version: 2 }),
      await idOf({ settings: (cell) => ({ ...cell, epochs: 12 }) }),
      await idOf({ content: 'a' }),
      await idOf({ content: 'b' }),
    ];
    expect(new Set(ids).size).toBe(5);
  });

  it('refuses cells that are the same run', async () => {
    await expect(planRuns(define({ settings: ({ head }) => head! }))).rejects.toThrow(
      'study heads: expected cells that differ in what determines a run, got parallel + alpha 0.5 and parallel + alpha 1, which are the same. Remove one, or correct the axis that changes nothing.',
    );
  });

  it('compares with the first values unless told otherwise', () => {
    expect(baseName(define())).toBe('parallel + alpha 0.5');
    expect(baseName(define({ base: { alpha: 1 } }))).toBe('parallel + alpha 1');
  });
});

describe('runId', () => {
  it('does not depend on the order of keys', () => {
    expect(canonicalJson({ b: [1, { d: 2, c: null }], a: 'x' })).toBe('{"a":"x","b":[1,{"c":null,"d":2}]}');
    const one = runId({ version: null, settings: { a: 1, b: 2 }, seed: 0 });
    expect(one).toBe(runId({ seed: 0, settings: { b: 2, a: 1 }, version: null }));
    // printf '{"seed":0,"settings":{"a":1,"b":2},"version":null}' | sha256sum
    expect(one).toBe('0b9ddb17edcb663a');
  });
});

describe('defineStudy', () => {
  it.each<[Partial<Study>, string]>([
    [
      { seed: [0] } as object,
      'study heads: expected only the keys name, axes, seeds, exclude, base, paper, settings, version, content, prepare, got the unknown key "seed".',
    ],
    [{ seeds: undefined } as object, 'study heads: expected name, axes, seeds and prepare, got no seeds.'],
    [{ seeds: 3 } as object, 'study heads: seeds: expected a list of values, got 3.'],
    [
      { axes: { head: 'T-Head' } } as object,
      'study heads: axis head: expected a list of values, got "T-Head".',
    ],
    [{ axes: {} }, 'study heads: axes: expected at least one, got none.'],
    [{ seeds: [] }, 'study heads: seeds: expected at least one value, got none.'],
    [{ seeds: [1, 1] }, 'study heads: seeds: expected values that differ, got 1, 1.'],
    [{ axes: { a: [] } }, 'study heads: axis a: expected at least one value, got none.'],
    [{ base: { haed: 'T-Head' } }, 'study heads: expected one of the axes head, alpha, got "haed".'],
    [{ exclude: [{ alpha: 3 }] }, 'study heads: axis alpha: expected one of 0.5, 1, got 3.'],
    [
      { paper: { TAL: [1, 2, 3] } },
      'study heads: paper: expected one of the cells parallel + alpha 0.5, parallel + alpha 1, T-Head + alpha 0.5, T-Head + alpha 1, got TAL.',
    ],
  ])('refuses %j', (changes, message) => {
    expect(() => define(changes)).toThrow(message);
  });
});

describe('shards', () => {
  it('are disjoint, together all, and differ by one run at most', async () => {
    const runs = await planRuns(define());
    const parts = [0, 1, 2].map((index) => runsOfShard(runs, { index, count: 3 }));
    expect(parts.map(({ length }) => length)).toEqual([3, 3, 2]);
    expect(new Set(parts.flat().map(({ id }) => id)).size).toBe(8);
  });

  it('are written i/n', () => {
    expect(parseShard('2/3')).toEqual({ index: 2, count: 3 });
    for (const text of ['3/3', '1', 'a/b', '-1/2', '1/0']) {
      expect(() => parseShard(text)).toThrow(
        `shard: expected i/n with i from 0 to n - 1, such as 0/4, got ${text}.`,
      );
    }
  });
});
