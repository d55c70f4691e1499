import path from 'node:path';
import { type Json, jsonOf } from '@tandem-det/base';
import type { Category } from '@tandem-det/data';
import type { RunConfig } from '../config/run-schema.ts';

/**
 * What a checkpoint keeps of the command that made it; the folders of the data and of the initial weights, and the
 * number of threads, are left to each machine.
 */
export function storedConfig({ weights, ...run }: RunConfig, categories: readonly Category[]): Json {
  const { root, workers, ...data } = run.data;
  const kept = {
    categories: categories.map(({ id, name }) => ({ id, name })),
    run: { ...run, data, ...withoutFolder(weights) },
  };
  return jsonOf(kept);
}

/** The section `weights` with the file's name alone; none where there is none. */
export function withoutFolder(weights: RunConfig['weights']): { readonly weights?: Json } {
  if (!weights) return {};
  const { file } = weights;
  return { weights: jsonOf({ ...weights, ...(file !== undefined && { file: path.basename(file) }) }) };
}
