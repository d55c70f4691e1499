import { appendFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { ExpectationError } from '@tandem-det/base';
import { replaceFile } from '@tandem-det/base/files';
import { withRoom } from './with-room.ts';

/** A line of the log; lines that belong to a step carry it. */
export interface LogRecord {
  readonly kind: string;
  readonly step?: number;
}

/**
 * Appends one record as a line of JSON. The line is with the system before the next step begins, so that a killed
 * process leaves it; to write it at once takes a fifth of the time of waiting for a thread, which may have images to decode.
 */
export async function appendToLog(path: string, record: LogRecord): Promise<void> {
  await withRoom(path, () => appendFileSync(path, `${JSON.stringify(record)}\n`));
}

/**
 * The records of a log; a last line that was cut off by a crash is left out. None where there is no file.
 * Throws `ExpectationError` for any other line that is no record, by its number.
 */
export async function readLog(path: string): Promise<LogRecord[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .flatMap((line, index) => (line === '' ? [] : [recordOf(line, `${path}, line ${index + 1}`)]));
}

function recordOf(line: string, where: string): LogRecord {
  try {
    return JSON.parse(line) as LogRecord;
  } catch {
    throw new ExpectationError(
      where,
      'a record in JSON',
      JSON.stringify(line.slice(0, 40)),
      'A power cut may leave such a line: remove it to go on; the checkpoints are whole.',
    );
  }
}

/**
 * Drops what was logged after the checkpoint of `steps` steps, so that a resumed log has every step
 * once. Steps count from 0; other records carry the number of steps done.
 */
export async function rewindLog(path: string, steps: number): Promise<void> {
  const kept = (await readLog(path)).filter(
    ({ kind, step }) => step === undefined || step < steps || (kind !== 'step' && step === steps),
  );
  const text = kept.map((record) => `${JSON.stringify(record)}\n`).join('');
  await withRoom(path, () => replaceFile(path, (file) => file.writeFile(text)));
}
