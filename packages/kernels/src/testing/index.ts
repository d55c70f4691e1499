export * from './check-gradient.ts';
export * from './describe-backends.ts';
export * from './describe-once.ts';
export * from './expect-close.ts';
export * from './uniform-values.ts';
export * from './without-leaks.ts';
