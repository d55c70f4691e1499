import { type FetchWeightsOptions, locateWeights } from '@tandem-det/models';
import type { LocateWeights } from '@tandem-det/recipes';
import type { Output } from './terminal/output.ts';

/** Finds the weights that configs name; a download shows its progress and ends with the signal. */
export function weightsLocator(output: Output, signal: AbortSignal | undefined): LocateWeights {
  return async (weights) => {
    const { options, stop } = shownDownload(output, weights.model ?? '', signal);
    try {
      return await locateWeights(weights, options);
    } finally {
      stop();
    }
  };
}

/** Options of a download whose progress, in megabytes, is shown once it begins. */
export function shownDownload(
  output: Output,
  name: string,
  signal: AbortSignal | undefined,
): { readonly options: FetchWeightsOptions; stop(): void } {
  let display: ReturnType<Output['progress']> | undefined;
  const megabytes = (bytes: number) => Math.round(bytes / 1e5) / 10;
  return {
    options: {
      ...(signal && { signal }),
      onProgress: ({ received, total = received }) => {
        display ??= output.progress(`Downloading ${name}, MB`, megabytes(total));
        display.update(megabytes(received));
      },
    },
    stop: () => display?.stop(),
  };
}
