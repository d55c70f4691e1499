import { createHash } from 'node:crypto';
import type { Json } from '@tandem-det/base';

/** What determines the result of a run, up to the rounding of the backend. */
export interface RunIdentity {
  readonly version: Json;
  /** What the cell is made of. */
  readonly settings: Json;
  /** Identifies parts of the user's own that have no version. */
  readonly content?: Json;
  readonly seed: number;
}

/** 16 hexadecimal digits of the SHA-256 of the identity as JSON with sorted keys. */
export function runId(identity: RunIdentity): string {
  return createHash('sha256')
    .update(canonicalJson(identity as unknown as Json))
    .digest('hex')
    .slice(0, 16);
}

/** JSON whose text does not depend on the order in which keys were written. */
export function canonicalJson(value: Json): string {
  return JSON.stringify(value, (_, inner: Json) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
