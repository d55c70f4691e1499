import { mmdetectionNames, torchvisionNames, yoloxNames } from '@tandem-det/checkpoints';
import type { ModelConfig } from '../config/model-schema.ts';

/** What a preset's parameter may be called in a file of weights: as here, and as the frameworks call it. */
export function namesOfPreset(
  preset: ModelConfig['preset'] | undefined,
): (name: string) => readonly string[] {
  const others = othersOf(preset);
  return (name) => [...mmdetectionNames(name), ...others(name)];
}

function othersOf(preset: ModelConfig['preset'] | undefined): (name: string) => readonly string[] {
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
