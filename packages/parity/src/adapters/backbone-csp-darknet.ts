import { cspDarknet } from '@tandem-det/backbones';
import type { Adapter } from '../adapter.ts';
import { levelRange, runFeatureMaps } from './feature-maps.ts';
import { readCspStyle } from './read-csp-style.ts';

export const cspDarknetAdapter: Adapter = async (context) => {
  const { options } = context;
  const training = options.boolean('training', false);
  const backbone = cspDarknet({
    ...readCspStyle(options),
    depth: options.number('depth'),
    width: options.number('width'),
    levels: levelRange(options.text('outputs', 'dark3 to dark5')),
  });
  options.fixed({ after: 'out.after.*: running statistics after the pass' });
  options.finish();
  await runFeatureMaps(context, ['image'], training, (scope) => {
    const build = backbone.build(scope);
    return ([image], mode) => build(image!, mode);
  });
};
