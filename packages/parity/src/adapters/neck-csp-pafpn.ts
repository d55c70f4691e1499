import { cspPafpn } from '@tandem-det/necks';
import type { Adapter } from '../adapter.ts';
import { runFeatureMaps } from './feature-maps.ts';
import { readCspStyle } from './read-csp-style.ts';

export const cspPafpnAdapter: Adapter = async (context) => {
  const { options } = context;
  const channels = options.numbers('inChannels');
  const training = options.boolean('training', false);
  const neck = cspPafpn({ ...readCspStyle(options), depth: options.number('depth') });
  options.number('width', 1); // inChannels have been multiplied by it
  options.fixed({ after: 'out.after.*: running statistics after the pass' });
  options.finish();
  const levels = channels.map((count, index) => ({ stride: 8 * 2 ** index, channels: count }));
  const names = channels.map((_, index) => `features.${index}`);
  await runFeatureMaps(context, names, training, (scope) => neck.build(scope, levels));
};
