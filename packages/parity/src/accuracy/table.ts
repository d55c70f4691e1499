import { startBackend } from '@tandem-det/kernels/backends';
import {
  accuracyOps,
  type Measurement,
  measure,
  type Way,
  wayOf,
} from '@tandem-det/kernels/testing/accuracy';
import { goldenErrors } from './golden-errors.ts';

export const BACKENDS = ['cpu', 'wasm', 'tensorflow', 'webgpu'] as const;

/** What one backend makes of one op. */
export interface Entry extends Measurement {
  readonly way: Way;
  /** Worst error against the golden cases; undefined where there are none. */
  readonly goldenError: number | undefined;
}

export interface Column {
  readonly backend: (typeof BACKENDS)[number];
  /** The device and the versions, in words. */
  readonly description: string;
  /** By op. */
  readonly entries: ReadonlyMap<string, Entry>;
}

/** Measures every op on one backend. */
export async function measureBackend(
  backend: Column['backend'],
  goldens: string | undefined,
  report: (line: string) => void,
): Promise<Column> {
  const { description, stop } = await startBackend({ name: backend, report: () => {} });
  const names = accuracyOps.map(({ op }) => op);
  const golden = goldens === undefined ? new Map<string, number>() : await goldenErrors(goldens, names);
  const entries = new Map<string, Entry>();
  for (const one of accuracyOps) {
    const entry = {
      ...(await measure(one)),
      way: await wayOf(one, backend),
      goldenError: golden.get(one.op),
    };
    entries.set(one.op, entry);
    report(`${backend} ${one.op}: ${JSON.stringify(entry)}`);
  }
  await stop();
  return { backend, description, entries };
}
