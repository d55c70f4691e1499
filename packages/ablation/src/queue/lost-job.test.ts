import { expect, it } from 'vitest';
import { lostJob } from './lost-job.ts';

it.each([
  'could not renew lock for job 06fb7b7478f61af2',
  'Missing lock for job 06fb7b7478f61af2. moveToFinished',
  'Missing key for job 06fb7b7478f61af2. moveToFinished',
  'Lock mismatch for job 06fb7b7478f61af2. Cmd moveToFinished from active',
  'Job 06fb7b7478f61af2 is not in the active state. moveToFinished',
])('is named by "%s"', (message) => {
  expect(lostJob(new Error(message))).toBe('06fb7b7478f61af2');
});

it.each(['connect ECONNREFUSED 127.0.0.1:6379', 'Job 1 has pending dependencies. moveToFinished'])(
  'is none by "%s"',
  (message) => {
    expect(lostJob(new Error(message))).toBeUndefined();
  },
);
