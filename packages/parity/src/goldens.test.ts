import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describeBackends } from '@tandem-det/kernels/testing';
import { expect, test } from 'vitest';
import { findCases } from './cases/find-cases.ts';
import { detailLines, resultLine } from './report.ts';
import { runCase } from './run-case.ts';

const folder =
  process.env['TANDEM_GOLDENS'] ?? fileURLToPath(new URL('../../../../shared/goldens', import.meta.url));

// Large models take a minute or more in plain JavaScript; `pnpm parity` runs them there too.
const LARGE = /resnet(34|50|101)|-r50/;

if (!existsSync(folder)) {
  test.skip(`golden cases: no folder at TANDEM_GOLDENS or beside the repository`, () => {});
} else {
  describeBackends('golden cases', (backend) => {
    const cases = findCases(folder).filter(({ name }) => backend !== 'cpu' || !LARGE.test(name));
    test.for(cases)('$name', async (found, { skip }) => {
      const result = await runCase(found);
      const lines = [resultLine(result), ...detailLines(result, false)];
      expect(result.outcome, lines.join('\n')).not.toBe('failed');
      skip(result.outcome === 'skipped', result.reason);
    });
  });
}
