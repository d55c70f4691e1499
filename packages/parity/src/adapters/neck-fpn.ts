import { fpn } from '@tandem-det/necks';
import type { Adapter } from '../adapter.ts';
import type { Options } from '../cases/options.ts';
import { runFeatureMaps } from './feature-maps.ts';

export const fpnAdapter: Adapter = async (context) => {
  const { options } = context;
  const channels = options.numbers('inChannels');
  const training = options.boolean('training', false);
  const neck = fpn(readFpn(options, options.number('outChannels')));
  options.fixed({ norm: null, upsample: 'nearest' });
  options.text('units', '');
  options.finish();
  const levels = channels.map((count, index) => ({ stride: 4 * 2 ** index, channels: count }));
  const names = channels.map((_, index) => `features.${index}`);
  await runFeatureMaps(context, names, training, (scope) => neck.build(scope, levels));
};

/** Options that a pyramid has as a case of its own and as part of a detector. `startLevel` 0 is C2. */
export function readFpn(options: Options, channels: number) {
  const first = options.number('startLevel') + 2;
  return {
    channels,
    levels: [first, first + options.number('outputs') - 1] as const,
    extra: options.choice('extraLevels', {
      on_input: 'on-input',
      on_lateral: 'on-lateral',
      on_output: 'on-output',
      true: 'on-input',
      null: 'max-pool',
      false: 'max-pool',
    } as const),
    reluBeforeExtra: options.boolean('reluBeforeExtra'),
  };
}
