import { expect, it } from 'vitest';
import { withRoom } from './with-room.ts';

const failingWith = (code: string) => () => Promise.reject(Object.assign(new Error('write'), { code }));

it.each(['ENOSPC', 'EFBIG', 'EDQUOT'])('says what had no room: %s', async (code) => {
  await expect(withRoom('runs/a/log.jsonl', failingWith(code))).rejects.toThrow(
    `runs/a/log.jsonl: expected room on the disk, got ${code}. Make room, then resume the run: its last checkpoint is whole.`,
  );
});

it('gives back what was written, and other errors as they are', async () => {
  expect(await withRoom('a', async () => 7)).toBe(7);
  await expect(withRoom('a', failingWith('EACCES'))).rejects.toMatchObject({
    code: 'EACCES',
    message: 'write',
  });
});
