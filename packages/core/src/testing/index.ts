export { type AssignerSuiteOptions, describeAssigner } from './describe-assigner.ts';
export { describeBackbone } from './describe-backbone.ts';
export { describeFactories, type FactorySuiteOptions } from './describe-factories.ts';
export { describeHead } from './describe-head.ts';
export { describeLoss, type LossSuiteOptions } from './describe-loss.ts';
export { describeNeck } from './describe-neck.ts';
export { mapSizes, randomFeatures, randomMaps } from './features.ts';
export { expectReadOrRefused, type FuzzOptions } from './fuzz.ts';
export { mutated } from './mutated.ts';
export { newFolder } from './new-folder.ts';
export { randomNumbers, randomOrder } from './random.ts';
export { expectGradientsEverywhere, expectNoLeaks, fillRandomly } from './run.ts';
export { runReadme } from './run-readme.ts';
export { exampleScene, type Scene, type ScenePredictions, type SceneTensors, sceneTensors } from './scene.ts';
export {
  withImages,
  withObjects,
  withoutObjects,
  withPaddedObjects,
  withShuffledPriors,
} from './scene-changes.ts';
export { setValues } from './set-values.ts';
