export * from './coordinate.ts';
export type { RunJobProgress } from './study-queue.ts';
export * from './work.ts';
