export * from './csp-darknet.ts';
export * from './resnet.ts';
