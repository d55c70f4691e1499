export * from './errors.ts';
export * from './shapes.ts';
