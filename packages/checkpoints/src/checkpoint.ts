import type { Dtype, TensorData } from './numbers/dtypes.ts';

/** What a file says of a tensor before its values are read. */
export interface TensorSummary {
  readonly name: string;
  /** Type in the file. */
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}

/** One tensor of a file; `data` is in row-major order, half precision widened to float32. */
export interface StoredTensor extends TensorSummary {
  readonly data: TensorData;
}

/** An open file of weights, of any format: its tensors are read one by one, when asked for. */
export interface Checkpoint {
  readonly name: string;
  readonly entries: ReadonlyMap<string, TensorSummary>;
  /** What the file says beside its weights; `classes` holds the class names as a JSON list. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Where in the file the tensors are, and other places that have some; absent in formats without places. */
  readonly stateDict?: string;
  readonly otherStateDicts?: readonly { readonly path: string; readonly count: number }[];
  /** What was taken away from the names in the file; absent or empty where nothing was. */
  readonly removedPrefix?: string;
  read(name: string): Promise<StoredTensor>;
  close(): Promise<void>;
}
