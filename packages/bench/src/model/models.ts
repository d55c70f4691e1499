import type { ModelOptions } from './options.ts';

type Sizes = Pick<ModelOptions, 'depth' | 'width' | 'channels' | 'interactiveLayers'>;

/** The models that are measured: as published, a deep one, and the one of `examples/bccd/tood.yml`. */
export const models: Readonly<Record<string, Sizes>> = {
  r18: { depth: 18, width: 64, channels: 256, interactiveLayers: 6 },
  r50: { depth: 50, width: 64, channels: 256, interactiveLayers: 6 },
  narrow: { depth: 18, width: 32, channels: 64, interactiveLayers: 3 },
};
