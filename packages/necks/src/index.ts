export * from './fpn.ts';
