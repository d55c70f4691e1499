export * from './resnet.ts';
