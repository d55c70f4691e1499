import { ExpectationError } from '@tandem-det/base';
import type { ImageSource, RgbImage } from '../dataset.ts';
import { UnreachableError } from '../images/unreachable-error.ts';
import type { Sample } from '../sample.ts';
import type { SentTransform } from '../transforms/sent-transform.ts';
import type { BatchMaking } from './batch-making.ts';
import type { HostBatch, ImageHead } from './host-batch.ts';

/** An image as it is sent to a worker: how to get at its pixels, or the pixels, or why there are none. */
export interface SentImage {
  readonly head: ImageHead;
  readonly pixels: ImageSource | { readonly kind: 'loaded'; readonly image: RgbImage } | SentError;
}

export interface SentItem {
  readonly index: number;
  readonly image: SentImage | undefined;
  readonly kept: Sample | undefined;
  /** Send back what there is to keep. */
  readonly keep: boolean;
  readonly others: readonly (readonly SentImage[])[];
  readonly head: ImageHead;
}

/** A batch to make. */
export interface WorkerRequest {
  readonly items: readonly SentItem[];
  readonly transforms: readonly SentTransform[];
  readonly making: BatchMaking;
}

/** The batch with the samples to keep, or why there is none. */
export type WorkerReply =
  | {
      readonly kind: 'batch';
      readonly batch: HostBatch;
      readonly kept: readonly { readonly index: number; readonly sample: Sample }[];
    }
  | SentError;

/** An error on its way to another thread, which would lose its class. */
export interface SentError {
  readonly kind: 'error';
  readonly expectation?: readonly [where: string, expected: string, got: string, remedy: string];
  readonly unreachable?: boolean;
  readonly message: string;
  readonly stack: string | undefined;
}

export function sentError(error: unknown): SentError {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  if (!(error instanceof ExpectationError)) return { kind: 'error', message, stack };
  const { where, expected, got, remedy } = error;
  const unreachable = error instanceof UnreachableError;
  return { kind: 'error', expectation: [where, expected, got, remedy], unreachable, message, stack };
}

export function receivedError({ expectation, unreachable, message, stack }: SentError): Error {
  if (expectation !== undefined && unreachable) return new UnreachableError(expectation[0], expectation[2]);
  if (expectation !== undefined) return new ExpectationError(...expectation);
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
