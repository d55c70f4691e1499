export * from './ablate.ts';
export * from './run-record.ts';
export * from './summary.ts';
export * from './tables.ts';
