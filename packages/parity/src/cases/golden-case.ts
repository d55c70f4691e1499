/** How far a number may be from the expected one: `abs + rel · max |expected|` over its tensor. */
export interface Tolerance {
  readonly abs: number;
  readonly rel: number;
}

/** How a case made its weights: the hash rule, or tensors stored under a prefix. */
export interface WeightsRule {
  readonly fill?: string;
  readonly gain?: number;
  readonly gains?: Readonly<Record<string, number>>;
  readonly tensors?: string;
}

/** An input that is computed by the hash rule and not stored. */
export interface FilledInput {
  readonly fill: string;
  readonly shape: readonly number[];
  readonly low: number;
  readonly high: number;
}

/** One golden case: the text of its JSON file, or a folder of COCO files. */
export interface GoldenCase {
  readonly name: string;
  /** Folder of the case's files. */
  readonly folder: string;
  readonly kind: string;
  readonly component: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly weights?: WeightsRule;
  readonly inputs: Readonly<Record<string, FilledInput>>;
  readonly tolerance: Tolerance;
  readonly tolerances: Readonly<Record<string, Tolerance>>;
  readonly expected: Readonly<Record<string, unknown>>;
  readonly source: string;
}
