export { type DatasetConfig, dataSchema, datasetSchema, type Split } from './config/data-schema.ts';
export { inputSchema } from './config/input-schema.ts';
export { loadConfig } from './config/load-config.ts';
export { type ModelConfig, modelSchema } from './config/model-schema.ts';
export { optimizerSchema } from './config/optimizer-schema.ts';
export { applyOverrides } from './config/overrides.ts';
export { parseConfig } from './config/parse-config.ts';
export { composedSchema, type RunConfig, type RunConfigInput, runSchema } from './config/run-schema.ts';
export { scheduleSchema } from './config/schedule-schema.ts';
export {
  type AxisConfig,
  type StudyConfig,
  type StudyConfigInput,
  studySchema,
} from './config/study-schema.ts';
export { trainingSchema } from './config/training-schema.ts';
export { type WeightsConfig, weightsSchema } from './config/weights-schema.ts';
export { buildDataset } from './parts/build-dataset.ts';
export { buildDetector } from './parts/build-detector.ts';
export { type BuildInputOptions, type BuiltInput, buildInput } from './parts/build-input.ts';
export type { ScaledRate } from './parts/build-schedule.ts';
export type { TrainingNumbers } from './parts/build-training.ts';
export { headReach } from './parts/head-reach.ts';
export { changedRecipe, loadRecipe } from './recipe/load-recipe.ts';
export { moduleContent } from './recipe/module-content.ts';
export {
  defineRecipe,
  type MadeFor,
  type Recipe,
  type RecipeOptions,
  type RecipeParts,
  type RunLength,
  type TrainedOn,
} from './recipe/recipe.ts';
export { type LoadDetectorOptions, type LoadedDetector, loadDetector } from './run/load-detector.ts';
export { loadWeights } from './run/load-weights.ts';
export {
  type CheckpointedRunOptions,
  makeDetector,
  type PreparedDetector,
  type PreparedRun,
  prepareRun,
  type TrainedRunOptions,
} from './run/prepare-run.ts';
export { datasetIfAny, type RunData, readData, readDataset } from './run/read-data.ts';
export { type SetupBuilder, type SetupOptions, setupBuilder } from './run/setup-builder.ts';
export { storedConfig } from './run/stored-config.ts';
export { readStoredRun, type StoredRun } from './run/stored-run.ts';
export { buildStudy, cellConfig, identityOf } from './study/build-study.ts';
export { loadStudy } from './study/load-study.ts';
export { compareWithModel, type ModelChoice, type ModelComparison } from './weights/compare-with-model.ts';
export { type KeepClassRowsOptions, type KeptRows, keepClassRows } from './weights/keep-class-rows.ts';
export type { LocatedWeights, LocateWeights } from './weights/locate-weights.ts';
export { namesOfPreset } from './weights/names-of-preset.ts';
export { type RecalibrateOptions, recalibrate } from './weights/recalibrate.ts';
