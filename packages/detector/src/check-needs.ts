import { ExpectationError } from '@tandem-det/base';
import { type Assigner, type Head, type Loss, needsOf } from '@tandem-det/core';

interface Parts {
  readonly head: Pick<Head<never>, 'name' | 'provides'>;
  readonly assigner: Assigner<never>;
  readonly loss: Loss<never>;
}

/** Throws where the assigner or the loss needs a prediction that the head does not offer. */
export function checkNeeds({ head, assigner, loss }: Parts): void {
  const provides: readonly string[] = head.provides;
  for (const [option, part] of Object.entries({ assigner, loss })) {
    const missing = needsOf(part).find(({ field }) => !provides.includes(field));
    if (missing === undefined) continue;
    throw new ExpectationError(
      `createDetector: ${option}`,
      `a head that predicts ${missing.field}, which ${missing.by} needs`,
      `the ${head.name}, which predicts ${provides.join(', ')}`,
      missing.remedy,
    );
  }
}
