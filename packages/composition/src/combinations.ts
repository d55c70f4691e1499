import type { AssignerName, HeadName, LossName } from './parts.ts';
import { ASSIGNER_TABLE, LOSS_TABLE } from './tables.ts';

/** A head with an assigner and a loss. */
export interface Combination {
  readonly head: HeadName;
  readonly assigner: AssignerName;
  readonly loss: LossName;
}

/** A combination that does not fit: the part that finds something missing first, and what. */
export interface Refusal extends Combination {
  readonly part: AssignerName | LossName;
  readonly missing: string;
}

const names = <Name extends string>(table: Readonly<Record<Name, unknown>>) => Object.keys(table) as Name[];
const ALL: readonly Combination[] = names(ASSIGNER_TABLE.atss).flatMap((head) =>
  names(ASSIGNER_TABLE).flatMap((assigner) => names(LOSS_TABLE).map((loss) => ({ head, assigner, loss }))),
);

/** What the head lacks for the assigner, which runs first, or for the loss; undefined where they fit. */
export function refusalOf({ head, assigner, loss }: Combination): Refusal | undefined {
  const [ofAssigner, ofLoss] = [ASSIGNER_TABLE[assigner][head], LOSS_TABLE[loss][head]];
  if (ofAssigner !== 'trains') return { head, assigner, loss, part: assigner, missing: ofAssigner };
  return ofLoss === 'trains' ? undefined : { head, assigner, loss, part: loss, missing: ofLoss };
}

/** Every combination that fits. */
export function fitting(): Combination[] {
  return ALL.filter((each) => refusalOf(each) === undefined);
}

/** Every combination that does not. */
export function refused(): Refusal[] {
  return ALL.flatMap((each) => refusalOf(each) ?? []);
}

/** The pairs of parts in a combination. */
export function pairsOf({ head, assigner, loss }: Combination): readonly string[] {
  return [`${head} + ${assigner}`, `${head} + ${loss}`, `${assigner} + ${loss}`];
}

/**
 * Some of the combinations, such that every pair of parts in one of them is in one of these: again and again the
 * first of those with the most pairs that are not covered yet.
 */
export function covering<C extends Combination>(combinations: readonly C[]): C[] {
  const missing = new Set(combinations.flatMap(pairsOf));
  const chosen: C[] = [];
  const gain = (each: C) => pairsOf(each).filter((pair) => missing.has(pair)).length;
  while (missing.size > 0) {
    const best = combinations.reduce((one, other) => (gain(other) > gain(one) ? other : one));
    for (const pair of pairsOf(best)) missing.delete(pair);
    chosen.push(best);
  }
  return chosen;
}
