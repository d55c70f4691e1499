import { registerSigmoidLoss } from '../../wasm/sigmoid-loss.ts';
import type { QualityFocalOptions } from './quality-focal.ts';

registerSigmoidLoss<Required<QualityFocalOptions>>('TandemQualityFocal', ({ beta }) => ({ exponent: beta }));
