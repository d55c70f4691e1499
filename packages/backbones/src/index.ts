export * from './csp-darknet.ts';
export type { ResNetStyle } from './residual-block.ts';
export * from './resnet.ts';
