export * from './atss.ts';
export * from './head-by-assignment.ts';
export type { PyramidOptions } from './pyramid.ts';
export * from './tood.ts';
export * from './training-rules.ts';
