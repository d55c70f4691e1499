import { type DeformableStages, type ResNetDepth, resnet } from '@tandem-det/backbones';
import type { Norm } from '@tandem-det/core';
import type { Adapter } from '../adapter.ts';
import type { Options } from '../cases/options.ts';
import { Unsupported } from '../unsupported.ts';
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

/** The ResNet, ResNeXt or deformable ResNet that a case's options describe. */
export function readResNet(options: Options) {
  const depth = options.choice<ResNetDepth>('depth', { 18: 18, 34: 34, 50: 50, 101: 101, 152: 152 });
  const width = options.number('baseChannels', 64);
  const deformable = options.has('deformable') ? readDeformable(options.section('deformable')) : undefined;
  if (deformable === undefined) options.fixed({ deformable: null });
  return {
    depth,
    width,
    groups: options.number('groups', 1),
    groupWidth: options.number('widthPerGroup', width),
    stemWidth: options.number('stemChannels', width),
    style: options.choice('style', { pytorch: 'pytorch', caffe: 'caffe' } as const, 'pytorch'),
    ...(deformable && { deformable }),
  };
}

function readDeformable(section: Options): DeformableStages {
  const version = section.choice('version', { 1: 1, 2: 2 } as const);
  const channels = section.text('convOffset', '');
  if (channels !== '' && !channels.startsWith(`${version + 1} * 9 * groups channels`)) {
    throw new Unsupported(`convOffset "${channels}"`);
  }
  section.fixed({ convs: 'conv2 of every block' });
  return { version, groups: section.number('groups', 1), levels: section.numbers('stages') };
}

function readBatchNorm(options: Options): Norm {
  const section = options.section('batchNorm');
  return { kind: 'batch', epsilon: section.number('eps', 1e-5), momentum: section.number('momentum', 0.1) };
}
