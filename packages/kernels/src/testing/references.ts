export { boundarySamplingReference } from '../ops/boundary-sampling/reference.ts';
export { deformableConv2dReference } from '../ops/deformable-conv2d/reference.ts';
