export * from './batch.ts';
export * from './dataset.ts';
export * from './geometry.ts';
export * from './random.ts';
export * from './sample.ts';
