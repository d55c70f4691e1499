import { mmdetectionNames, torchvisionNames, yoloxNames } from '@tandem-det/checkpoints';
import type { PublishedArchitecture } from '../catalogue/published-model.ts';

/** What a parameter of a published detector may be called in a file of weights: as here, and as frameworks call it. */
export function storedNames({
  preset,
}: Pick<PublishedArchitecture, 'preset'>): (name: string) => readonly string[] {
  const others = othersOf(preset);
  return (name) => [...mmdetectionNames(name), ...others(name)];
}

function othersOf(preset: PublishedArchitecture['preset']): (name: string) => readonly string[] {
  switch (preset) {
    case 'yolox':
      return yoloxNames;
    case 'retinanet':
    case 'torchvision-retinanet':
      return torchvisionNames('retinanet');
    case 'fcos':
    case 'torchvision-fcos':
      return torchvisionNames('fcos');
    default:
      return () => [];
  }
}
