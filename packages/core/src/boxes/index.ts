export * from './boxes-from-deltas.ts';
export * from './boxes-from-distances.ts';
