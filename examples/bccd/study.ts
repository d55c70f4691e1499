import { defineStudy } from '@tandem-det/ablation';
import { taskAligned } from '@tandem-det/assigners';
import { resnet } from '@tandem-det/backbones';
import { createDetector } from '@tandem-det/detector';
import { decoupledHead, taskAlignedHead } from '@tandem-det/heads';
import { giou, qualityFocal, sumLosses, weighted } from '@tandem-det/losses';
import { fpn } from '@tandem-det/necks';
import { parseConfig, runSchema, setupBuilder } from '@tandem-det/recipes';

// A study of a detector composed from parts, on images of one's own in COCO format: which head?
// tandem ablate --config study.ts --set data.root=FOLDER --out runs/heads
const CONFIG = {
  input: { width: 320, height: 240 },
  data: {
    train: { kind: 'coco', annotations: 'train.json', images: 'images/train' },
    validation: { kind: 'coco', annotations: 'val.json', images: 'images/val' },
  },
  training: { epochs: 12, batchSize: 4 },
};
const heads = {
  parallel: () => decoupledHead({ channels: 64, convs: 2, regression: 'distances', quality: 'none' }),
  'T-Head': () => taskAlignedHead({ channels: 64, interactiveLayers: 3 }),
};

export default ({ data, ...changes }: { readonly data?: object }) => {
  const config = parseConfig(
    runSchema,
    { ...CONFIG, ...changes, data: { ...CONFIG.data, ...data } },
    'study',
  );
  const build = setupBuilder(console.warn);
  return defineStudy({
    name: 'heads on my images',
    axes: { head: ['parallel', 'T-Head'] },
    seeds: [0, 1, 2],
    prepare: ({ head }, seed) =>
      build({
        config,
        seed,
        detector: ({ classes, seed }) =>
          createDetector({
            classes,
            seed,
            backbone: resnet({ depth: 18, width: 32, norm: { kind: 'group' } }),
            neck: fpn({ channels: 64, levels: [3, 6] }),
            head: heads[head](),
            assigner: taskAligned({ topK: 13, alpha: 1, beta: 6 }),
            loss: sumLosses(
              qualityFocal({ target: 'alignment' }),
              weighted(2, giou({ weight: 'alignment' })),
            ),
          }),
      }),
  });
};
