import type { PublishedWeights } from './published-model.ts';

/** A file of mmdetection's model zoo: its name ends in the first eight digits of its SHA-256. */
export function openMmLabWeights(path: string): PublishedWeights {
  const [, fileName, sha256] = /([^/]+-([0-9a-f]{8})\.pth)$/.exec(path)!;
  return {
    urls: [`https://download.openmmlab.com/mmdetection/v2.0/${path}`],
    fileName: fileName!,
    sha256: sha256!,
    stateDict: 'state_dict',
  };
}
