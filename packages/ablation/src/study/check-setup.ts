import { expectThat } from '@tandem-det/base';
import type { RunSetup, Study } from './study.ts';

/** Throws for what `prepare` returned, where no compiler has seen it. */
export function checkSetup({ name }: Study, setup: RunSetup): void {
  for (const key of ['detector', 'dataset', 'validation', 'optimizer', 'training'] as const) {
    expectThat(
      setup?.[key] !== undefined,
      `study ${name}: prepare`,
      'detector, dataset, validation, optimizer and training',
      `no ${key}`,
      'Return them from `prepare`.',
    );
  }
}
