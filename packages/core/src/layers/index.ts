export * from './batch-norm.ts';
export * from './convolution.ts';
export * from './convolution-block.ts';
export * from './group-norm.ts';
export * from './initializers.ts';
export * from './layer.ts';
export * from './learned-scale.ts';
export * from './normalization.ts';
