import { readFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newFolder } from '@tandem-det/core/testing';
import { describe, expect, it } from 'vitest';
import { appendToLog, readLog, rewindLog } from './run-log.ts';

const newLog = async () => join(await newFolder(), 'log.jsonl');

describe('run log', () => {
  it('gives back what was appended, and nothing where there is no file', async () => {
    const path = await newLog();
    expect(await readLog(path)).toEqual([]);
    const records = [
      { kind: 'step', step: 0, loss: 1.5 },
      { kind: 'step', step: 1, loss: 1.25 },
    ];
    for (const record of records) await appendToLog(path, record);
    expect(await readLog(path)).toEqual(records);
  });

  it('has a line in the file before anyone waits for it', async () => {
    const path = await newLog();
    const appended = appendToLog(path, { kind: 'stopped', step: 3 });
    expect(readFileSync(path, 'utf8')).toBe('{"kind":"stopped","step":3}\n');
    await appended;
  });

  it('leaves out a last line that was cut off', async () => {
    const path = await newLog();
    await appendToLog(path, { kind: 'step', step: 0 });
    await appendFile(path, '{"kind":"st');
    expect(await readLog(path)).toEqual([{ kind: 'step', step: 0 }]);
  });

  it('names the line that is no record, as a power cut may leave one', async () => {
    const path = await newLog();
    await appendToLog(path, { kind: 'step', step: 0 });
    await appendFile(path, '\0\0\0\n');
    await appendToLog(path, { kind: 'step', step: 1 });
    await expect(readLog(path)).rejects.toThrow(
      `${path}, line 2: expected a record in JSON, got "\\u0000\\u0000\\u0000". A power cut may leave such a line`,
    );
  });

  it('drops the steps after a checkpoint of two steps: 2 and 3', async () => {
    const path = await newLog();
    await appendToLog(path, { kind: 'start' });
    for (const step of [0, 1]) await appendToLog(path, { kind: 'step', step });
    await appendToLog(path, { kind: 'checkpoint', step: 2 });
    for (const step of [2, 3]) await appendToLog(path, { kind: 'step', step });
    await rewindLog(path, 2);
    expect((await readLog(path)).map(({ kind, step }) => `${kind} ${step}`)).toEqual([
      'start undefined',
      'step 0',
      'step 1',
      'checkpoint 2',
    ]);
  });
});
