export type { Checkpoint, StoredTensor, TensorSummary } from './checkpoint.ts';
export { classesOf } from './classes.ts';
export { type ConversionReport, convertCheckpoint, formatConversionReport } from './convert-checkpoint.ts';
export { checkpointShape, fromCheckpointOrder, toCheckpointOrder } from './layout.ts';
export { type LoadOptions, loadParameters } from './load-parameters.ts';
export { formatLoadReport, type LoadReport, type ShapeMismatch } from './load-report.ts';
export { type Match, type MatchOptions, matchParameters } from './match-parameters.ts';
export { mmdetectionNames } from './mmdetection-names.ts';
export { type Dtype, type TensorData, toFloat32 } from './numbers/dtypes.ts';
export {
  type CheckpointFormat,
  type CheckpointOptions,
  type OpenedCheckpoint,
  openCheckpoint,
  readCheckpoint,
} from './open-checkpoint.ts';
export { openPytorch, type PytorchFile, type PytorchOptions } from './pytorch/read.ts';
export type { TensorEntry } from './safetensors/header.ts';
export {
  openSafetensors,
  readSafetensors,
  type SafetensorsFile,
} from './safetensors/read.ts';
export type { ByteSource } from './safetensors/source.ts';
export { streamSafetensors, type TensorToStream } from './safetensors/stream.ts';
export { type TensorToWrite, writeSafetensors } from './safetensors/write.ts';
export { type SaveOptions, saveParameters } from './save-parameters.ts';
export { type TorchvisionDetector, torchvisionNames } from './torchvision-names.ts';
export { yoloxNames } from './yolox-names.ts';
