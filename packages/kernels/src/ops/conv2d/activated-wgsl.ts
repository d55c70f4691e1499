import { logistic } from '../../webgpu/math.ts';
import { ofEach, type ValueType } from '../../webgpu/values.ts';
import type { AfterConvolution } from './fused-activation.ts';

/** `activated(y)` of one float or of four. */
export function activatedWgsl({ activation }: AfterConvolution, type: ValueType): string {
  const head = `fn activated(y: ${type}) -> ${type}`;
  // max(y, 0) would leave open what becomes of NaN
  if (activation === 'relu') return `${head} { return select(y, ${type}(0.0), y <= ${type}(0.0)); }`;
  if (activation !== 'silu') return `${head} { return y; }`;
  return `${logistic}
${ofEach(type, 'sigmoid')}
${head} { return y * sigmoidOfEach(y); }`;
}
