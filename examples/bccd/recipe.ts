import { taskAligned } from '@tandem-det/assigners';
import { resnet } from '@tandem-det/backbones';
import { createDetector } from '@tandem-det/detector';
import { taskAlignedHead } from '@tandem-det/heads';
import { giou, qualityFocal, sumLosses, weighted } from '@tandem-det/losses';
import { fpn } from '@tandem-det/necks';
import { defineRecipe } from '@tandem-det/recipes';

// A detector composed from parts, for the commands: trained on images of one's own in COCO format, measured, and asked
// what is in pictures.
// tandem train    --config recipe.ts --set data.root=FOLDER --out runs/mine
// tandem evaluate --checkpoint runs/mine/checkpoint.safetensors --set data.root=FOLDER
// tandem detect   --checkpoint runs/mine/checkpoint.safetensors --out runs/mine/pictures photos/
export default defineRecipe({
  config: {
    input: { width: 320, height: 240 },
    data: {
      train: { kind: 'coco', annotations: 'train.json', images: 'images/train' },
      validation: { kind: 'coco', annotations: 'val.json', images: 'images/val' },
    },
    schedule: { warmUp: { steps: 100 } },
    training: { epochs: 12, batchSize: 4 },
  },
  detector: ({ classes, seed }) =>
    createDetector({
      classes,
      seed,
      backbone: resnet({ depth: 18, width: 32, norm: { kind: 'group' } }),
      neck: fpn({ channels: 64, levels: [3, 6] }),
      head: taskAlignedHead({ channels: 64, interactiveLayers: 3 }),
      assigner: taskAligned({ topK: 13, alpha: 1, beta: 6 }),
      loss: sumLosses(qualityFocal({ target: 'alignment' }), weighted(2, giou({ weight: 'alignment' }))),
    }),
});
