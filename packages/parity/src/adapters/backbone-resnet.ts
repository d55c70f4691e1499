import { type ResNetDepth, resnet } from '@tandem-det/backbones';
import type { Norm } from '@tandem-det/core';
import type { Adapter } from '../adapter.ts';
import type { Options } from '../cases/options.ts';
import { levelRange, runFeatureMaps } from './feature-maps.ts';

export const resnetAdapter: Adapter = async (context) => {
  const { options } = context;
  const training = options.boolean('training', false);
  const levels = levelRange(options.text('outputs', 'C2 to C5'));
  const backbone = resnet({ ...readResNet(options), norm: readBatchNorm(options), levels });
  options.fixed({ after: 'out.after.*: running statistics after the pass' });
  options.finish();
  await runFeatureMaps(context, ['image'], training, (scope) => {
    const build = backbone.build(scope);
    return ([image], mode) => build(image!, mode);
  });
};

/** Depth and width of a plain ResNet: one group, one width throughout, no deformable convolution. */
export function readResNet(options: Options) {
  const depth = options.choice<ResNetDepth>('depth', { 18: 18, 34: 34, 50: 50, 101: 101 });
  const width = options.number('baseChannels', 64);
  options.fixed({ groups: 1, widthPerGroup: width, stemChannels: width, deformable: null });
  const style = options.choice('style', { pytorch: 'pytorch', caffe: 'caffe' } as const, 'pytorch');
  return { depth, width, style };
}

function readBatchNorm(options: Options): Norm {
  const section = options.section('batchNorm');
  return { kind: 'batch', epsilon: section.number('eps', 1e-5), momentum: section.number('momentum', 0.1) };
}
