export { accountText, type DatasetAccount, type FaultGroup, type Remark, someNames } from './account.ts';
export type { BatchPosition } from './batch.ts';
export { type BatchInput, batchInputDescription, batchInputOptions } from './batch-input.ts';
export type { BatchOptions } from './batches.ts';
export { checkClasses } from './check-classes.ts';
export { clipObjects } from './clip.ts';
export { type ReadCocoOptions, readCoco, readCocoOptions } from './coco/read.ts';
export { type CocoJson, cocoJson, writeCoco } from './coco/write.ts';
export type {
  Box,
  Category,
  DetectionDataset,
  ImageEntry,
  ImageRecord,
  ImageSource,
  ObjectRecord,
  RgbImage,
} from './dataset.ts';
export { type DatasetContent, type DatasetDescription, datasetDescription } from './dataset-description.ts';
export { epochOrder } from './epoch-order.ts';
export type { OnBadObject } from './files/faults.ts';
export { isImageName } from './files/file-kinds.ts';
export type { ImageCheck } from './files/image-entry.ts';
export { withColorProfile } from './files/with-color-profile.ts';
export {
  boxToInput,
  boxToOriginal,
  composeGeometry,
  type Geometry,
  IDENTITY,
  NO_GEOMETRY,
} from './geometry.ts';
export {
  type ColorProfile,
  type DecodeBytesOptions,
  decodeBytes,
  decodeImage,
  type ImageFileSize,
  imageFileSize,
} from './images/decode.ts';
export type { DecodedImage, Orientation } from './images/decoded-image.ts';
export { encodePng } from './images/encode.ts';
export { flipImage } from './images/flip.ts';
export { type Color, placeImage } from './images/place.ts';
export { type ResizeImageOptions, resizeImage } from './images/resize.ts';
export type { Size } from './images/size.ts';
export { type FileFindingsOptions, fileFindings } from './inspection/file-findings.ts';
export { byGravity, type Finding, type Offender } from './inspection/finding.ts';
export type { HeadReach } from './inspection/head-findings.ts';
export {
  type ClassCount,
  type DatasetInspection,
  type InspectDatasetOptions,
  inspectDataset,
} from './inspection/inspect.ts';
export type { BatchLoader } from './loader/batch-loader.ts';
export type { BatchMaking } from './loader/batch-making.ts';
export type { HostBatch } from './loader/host-batch.ts';
export { localLoader } from './loader/local-loader.ts';
export { type WorkerLoaderOptions, workerLoader } from './loader/worker-loader.ts';
export { IMAGENET, type Normalization, normalizationOptions, normalizeInto } from './normalization.ts';
export type { OnBadImage } from './on-bad-image.ts';
export {
  pipeline1x,
  pipeline2x,
  pipelineSsd,
  pipelineYolox,
  type YoloxPipelineOptions,
  yoloxPipelineOptions,
} from './pipelines.ts';
export { type Random, randomOf } from './random.ts';
export { type ReadImagesOptions, readImages } from './read-images.ts';
export { type Sample, sampleOf, type Transform, type TransformContext } from './sample.ts';
export {
  type GeneratedScenesOptions,
  generatedScenes,
  generatedScenesOptions,
  type SceneSplit,
} from './scenes/generated-scenes.ts';
export { type RandomAffineOptions, randomAffine } from './transforms/affine.ts';
export { type ColorJitterOptions, colorJitter } from './transforms/color-jitter.ts';
export { compose } from './transforms/compose.ts';
export { type RandomCropOptions, randomCrop } from './transforms/crop.ts';
export { type RandomExpandOptions, randomExpand } from './transforms/expand.ts';
export { type FitOptions, fitWithin } from './transforms/fit.ts';
export { type HorizontalFlipOptions, horizontalFlip, horizontalFlipOptions } from './transforms/flip.ts';
export { type HsvJitterOptions, hsvJitter } from './transforms/hsv-jitter.ts';
export { type LetterboxOptions, letterbox } from './transforms/letterbox.ts';
export { type MixUpOptions, mixUp } from './transforms/mix-up.ts';
export {
  type ModuleTransformOptions,
  moduleTransform,
  type TransformMaker,
} from './transforms/module-transform.ts';
export { type MosaicOptions, mosaic } from './transforms/mosaic.ts';
export { type PadToOptions, padTo } from './transforms/pad.ts';
export { type RandomResizeOptions, randomResize, randomResizeOptions } from './transforms/random-resize.ts';
export {
  type ResizeKeepRatioOptions,
  type ResizeOptions,
  resize,
  resizeKeepRatio,
  resizeSample,
} from './transforms/resize.ts';
export { transformFromDescription } from './transforms/sent-transform.ts';
export type { RatioOptions } from './transforms/shared-options.ts';
export { type ReadVocOptions, readVoc, readVocOptions } from './voc/read.ts';
export { type ReadYoloOptions, readYolo, readYoloOptions } from './yolo/read.ts';
