import { registerSigmoidLoss } from '../../as/sigmoid-loss.ts';
import type { QualityFocalOptions } from './quality-focal.ts';

registerSigmoidLoss<Required<QualityFocalOptions>>('TandemQualityFocal', ({ beta }) => ({ exponent: beta }));
