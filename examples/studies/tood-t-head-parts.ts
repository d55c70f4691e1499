import { defineStudy } from '@tandem-det/ablation';
import { createDetector } from '@tandem-det/detector';
import { type TaskAlignedHeadOptions, taskAlignedHead } from '@tandem-det/heads';
import { tood } from '@tandem-det/presets';
import { setupBuilder } from '@tandem-det/recipes';
import { INTERACTIVE_LAYERS, SMALL, type StudyChanges, studyConfig } from './base.ts';

// What each part of the T-Head is worth under task alignment: its attention to layers, its probability map M and its
// offset map O switched off one by one, then together, and attention to channels in the place of that to layers. The
// paper has figures for the whole head only.
const parts: Record<string, TaskAlignedHeadOptions> = {
  'T-Head': {},
  'no attention': { attention: 'none' },
  'attention to channels': { attention: 'channel' },
  'no probability map': { probabilityMap: false },
  'no offset map': { offsetMap: false },
  'neither map': { probabilityMap: false, offsetMap: false },
  'neither maps nor attention': { attention: 'none', probabilityMap: false, offsetMap: false },
};
const { channels } = SMALL;
const interactiveLayers = INTERACTIVE_LAYERS;

export default (changes: StudyChanges) => {
  const { config, seeds } = studyConfig(changes);
  const build = setupBuilder(console.warn);
  return defineStudy({
    name: 'TOOD: parts of the T-Head',
    axes: { head: Object.keys(parts) },
    seeds,
    paper: { 'T-Head': [42.5, 59.8, 46.4] },
    prepare: ({ head }, seed) =>
      build({
        config,
        seed,
        detector: ({ classes, seed }) =>
          createDetector({
            ...tood({ ...SMALL, classes, seed, warmUpEpochs: 0 }),
            head: taskAlignedHead({ channels, interactiveLayers, ...parts[head] }),
          }),
      }),
  });
};
