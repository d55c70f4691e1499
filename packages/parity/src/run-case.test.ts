import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TensorToWrite, writeSafetensors } from '@tandem-det/checkpoints';
import { startBackend } from '@tandem-det/kernels/backends';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findCases } from './cases/find-cases.ts';
import { resultLine, summaryLines } from './report.ts';
import { type CaseResult, runCase } from './run-case.ts';

let folder = '';
beforeAll(async () => {
  await startBackend({ name: 'cpu', report: () => {} });
  folder = await mkdtemp(join(tmpdir(), 'tandem-parity-'));
});
afterAll(() => rm(folder, { recursive: true }));

const values = (name: string, shape: number[], data: number[]): TensorToWrite => ({
  name,
  shape,
  data: new Float32Array(data),
});
const kept = (indices: number[]): TensorToWrite => ({
  name: 'out.keep',
  shape: [indices.length],
  data: new Int32Array(indices),
});
// the second box is the first again; the third lies apart
const boxes = values('in.boxes', [3, 4], [0, 0, 2, 2, 0, 0, 2, 2, 5, 5, 6, 6]);
const scores = values('in.scores', [3], [0.5, 0.9, 0.7]);
const nms = { kind: 'op', component: 'nms', config: { iouThreshold: 0.5 } };

async function run(json: unknown, tensors: TensorToWrite[]): Promise<CaseResult> {
  const name = `case-${Math.random().toString(36).slice(2)}`;
  await writeFile(join(folder, `${name}.json`), typeof json === 'string' ? json : JSON.stringify(json));
  await writeSafetensors(join(folder, `${name}.safetensors`), tensors);
  const before = tf.memory().numTensors;
  const result = await runCase(findCases(folder).find((found) => found.name === name)!);
  expect(tf.memory().numTensors).toBe(before);
  return { ...result, name: 'case' };
}

test('a case that agrees passes, one that does not fails', async () => {
  expect((await run(nms, [boxes, scores, kept([1, 2])])).outcome).toBe('passed');
  const wrong = await run(nms, [boxes, scores, kept([1, 0])]);
  expect(wrong.outcome).toBe('failed');
  expect(resultLine(wrong)).toContain('FAIL  case');
});

test('gradients are checked as well', async () => {
  const upsample = (gradient: number[]) =>
    run(
      {
        kind: 'op',
        component: 'nearest-upsample',
        config: { size: [2, 2], rule: 'source = floor(i * in / out)' },
        tolerance: { abs: 1e-6, rel: 0 },
      },
      [
        values('in.x', [1, 1, 1, 1], [3]),
        values('cot.y', [1, 1, 2, 2], [1, 2, 3, 4]),
        values('out.y', [1, 1, 2, 2], [3, 3, 3, 3]),
        values('grad.in.x', [1, 1, 1, 1], gradient),
      ],
    );
  // the only cell feeds all four: 1 + 2 + 3 + 4
  expect((await upsample([10])).outcome).toBe('passed');
  const wrong = await upsample([11]);
  expect(wrong.outcome).toBe('failed');
  expect(wrong.comparisons.find(({ passed }) => !passed)?.name).toBe('grad.in.x');
});

test('a loss of one class', async () => {
  const config = { alpha: 0.25, gamma: 2, lossWeight: 1, avgFactor: 1, background: 1 };
  const labels = { name: 'in.labels', shape: [2], data: new Int32Array([0, 1]) };
  // of the class, then of the background, at a score of a half: alpha and 1 - alpha times ln 2 / 4
  const [positive, negative] = [0.25, 0.75].map((alpha) => (alpha * Math.LN2) / 4) as [number, number];
  const { outcome, reason } = await run(
    { kind: 'loss', component: 'focal', config, tolerance: { abs: 1e-6, rel: 0 } },
    [
      values('in.logits', [2, 1], [0, 0]),
      labels,
      values('out.elements', [2, 1], [positive, negative]),
      values('out.loss', [], [positive + negative]),
    ],
  );
  expect([outcome, reason]).toEqual(['passed', undefined]);
});

test.each([
  [
    'an unknown component',
    { ...nms, component: 'soft-nms' },
    [boxes, scores, kept([1, 2])],
    'no op "soft-nms" yet',
  ],
  [
    'an unknown kind',
    { ...nms, kind: 'constructor' },
    [boxes, scores, kept([1, 2])],
    'no constructor "nms" yet',
  ],
  [
    'an unknown option',
    { ...nms, config: { iouThreshold: 0.5, topK: 3 } },
    [boxes, scores, kept([1, 2])],
    'config.topK is not known',
  ],
  [
    'an unknown input',
    nms,
    [boxes, scores, values('in.groups', [1], [0]), kept([1, 2])],
    'the input in.groups is not known',
  ],
  [
    'an unknown output',
    nms,
    [boxes, scores, kept([1, 2]), values('out.areas', [1], [4])],
    'out.areas is not computed here',
  ],
  [
    'an unknown expectation',
    { ...nms, expected: { macs: 3 } },
    [boxes, scores, kept([1, 2])],
    'expected.macs is not known',
  ],
])('%s: skipped with the reason', async (_, json, tensors, reason) => {
  const result = await run(json, tensors);
  expect(result).toMatchObject({ outcome: 'skipped', reason });
});

test.each([
  ['JSON that is damaged', '{"kind":', 'Unexpected end of JSON input'],
  ['no kind', '{}', 'expected the fields kind and component'],
  ['a missing input', nms, 'expected a tensor "in.boxes" in the case, got none'],
])('%s: a failure with its message, not a crash', async (_, json, message) => {
  const result = await run(json, []);
  expect(result.outcome).toBe('failed');
  expect(result.reason).toContain(message);
});

test('a case that expects nothing is a failure', async () => {
  expect(await run(nms, [boxes, scores])).toMatchObject({
    outcome: 'failed',
    reason: 'the case expects nothing that can be checked',
  });
});

test('a wrong result outweighs what is not supported', async () => {
  const result = await run(nms, [boxes, scores, kept([0]), values('out.areas', [1], [4])]);
  expect(result.outcome).toBe('failed');
});

test('a damaged tensor file is a failure of its case', async () => {
  await writeFile(join(folder, 'damaged.json'), JSON.stringify(nms));
  await writeFile(join(folder, 'damaged.safetensors'), 'no');
  const result = await runCase(findCases(folder).find(({ name }) => name === 'damaged')!);
  expect(result.outcome).toBe('failed');
  expect(result.reason).toContain('damaged.safetensors: expected at least 8 bytes, got 2.');
});

test('a folder that is not there is an error', () => {
  expect(() => findCases(join(folder, 'nowhere'))).toThrow('parity: expected a folder of golden cases, got');
});

test('the summary groups reasons and counts', () => {
  const result = (name: string, outcome: CaseResult['outcome'], reason?: string): CaseResult => ({
    name,
    outcome,
    comparisons: [],
    ...(reason !== undefined && { reason }),
  });
  const lines = summaryLines([
    result('a', 'passed'),
    result('b', 'skipped', 'no op "x" yet'),
    result('c', 'skipped', 'no op "x" yet'),
    result('d', 'failed', 'boom'),
  ]);
  expect(lines).toEqual(['Not supported yet:', '  no op "x" yet: b, c', '1 passed, 1 failed, 2 skipped']);
});
