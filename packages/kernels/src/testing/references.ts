export { boundarySamplingReference } from '../boundary-sampling/reference.ts';
export { deformableConv2dReference } from '../deformable-conv2d/reference.ts';
