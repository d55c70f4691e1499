import type { Transform } from '../sample.ts';

/** Divides all pixel values by `by`. */
export default ({ by }: { readonly by: number }): Transform =>
  (sample) => ({
    ...sample,
    image: { ...sample.image, data: sample.image.data.map((value) => Math.floor(value / by)) },
  });
