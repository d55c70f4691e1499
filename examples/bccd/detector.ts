import { mkdir, writeFile } from 'node:fs/promises';
import { taskAligned } from '@tandem-det/assigners';
import { resnet } from '@tandem-det/backbones';
import { horizontalFlip, letterbox, readCoco, readImages } from '@tandem-det/data';
import { createDetector } from '@tandem-det/detector';
import { taskAlignedHead } from '@tandem-det/heads';
import { detectDataset, evaluateDetector, mainFigures } from '@tandem-det/inference';
import { startBackend } from '@tandem-det/kernels/backends';
import { giou, qualityFocal, sumLosses, weighted } from '@tandem-det/losses';
import { fpn } from '@tandem-det/necks';
import { constant, sgd, train, warmUp } from '@tandem-det/training';
import { drawDetections } from '@tandem-det/visualization';

// A detector composed from parts: trained on images of one's own in COCO format, measured, and asked what is in
// pictures. Started again, it goes on from the checkpoint in OUT.
// npx tsx detector.ts FOLDER OUT EPOCHS PICTURES...
const [folder = '.', out = 'runs/mine', epochs = '12', ...pictures] = process.argv.slice(2);

const backend = await startBackend();
const dataset = await readCoco({ annotations: `${folder}/train.json`, images: `${folder}/images/train` });
const validation = await readCoco({ annotations: `${folder}/val.json`, images: `${folder}/images/val` });
const size = { width: 320, height: 240 };
const input = { transforms: [letterbox(size)], size };

const detector = createDetector({
  classes: dataset.classes.map(({ name }) => name),
  backbone: resnet({ depth: 18, width: 32, norm: { kind: 'group' } }),
  neck: fpn({ channels: 64, levels: [3, 6] }),
  head: taskAlignedHead({ channels: 64, interactiveLayers: 3 }),
  assigner: taskAligned({ topK: 13, alpha: 1, beta: 6 }),
  loss: sumLosses(qualityFocal({ target: 'alignment' }), weighted(2, giou({ weight: 'alignment' }))),
});

await train({
  detector,
  dataset,
  input: { transforms: [horizontalFlip(), letterbox(size)], size },
  batchSize: 4,
  epochs: Number(epochs),
  optimizer: sgd({ momentum: 0.9, weightDecay: 1e-4 }),
  schedule: warmUp({ steps: 100 }, constant(0.01)),
  folder: out,
  resume: 'if there is one',
  onEvent: (event) =>
    event.kind === 'step' && console.log(`step ${event.step + 1}: loss ${event.loss.toFixed(3)}`),
});

const evaluation = await evaluateDetector({ detector, dataset: validation, input });
console.log(mainFigures(evaluation!));

if (pictures.length > 0) {
  await mkdir(`${out}/pictures`, { recursive: true });
  const asked = await readImages({ paths: pictures });
  for await (const { record, detections } of detectDataset({ detector, dataset: asked, input })) {
    const found = detections.boxes.map((box, index) => ({
      box,
      classIndex: detections.classes[index]!,
      score: detections.scores[index]!,
    }));
    console.log(`${record.fileName}: ${found.filter(({ score }) => score >= 0.3).length} found`);
    const picture = await drawDetections(await record.load(), {
      detections: found,
      classes: dataset.classes,
    });
    await writeFile(`${out}/pictures/${record.id}.png`, picture);
  }
}
detector.dispose();
await backend.stop();
