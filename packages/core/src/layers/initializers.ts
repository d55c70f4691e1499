import { ExpectationError } from '@tandem-det/base';
import type { Initializer } from '../parameters.ts';

/** Every value the same. */
export function constant(value: number): Initializer {
  return (shape) => new Float32Array(sizeOf(shape)).fill(value);
}

/** Normal with mean 0 and this standard deviation (Box–Muller on the parameter's own uniform stream). */
export function normal(standardDeviation: number): Initializer {
  return (shape, random) => {
    const values = new Float32Array(sizeOf(shape));
    for (let i = 0; i < values.length; i += 2) {
      const radius = standardDeviation * Math.sqrt(-2 * Math.log(1 - random()));
      const angle = 2 * Math.PI * random();
      values[i] = radius * Math.cos(angle);
      if (i + 1 < values.length) values[i + 1] = radius * Math.sin(angle);
    }
    return values;
  };
}

/** Uniform in [-bound, bound). */
export function uniform(bound: number): Initializer {
  return (shape, random) => {
    const values = new Float32Array(sizeOf(shape));
    for (let i = 0; i < values.length; i++) values[i] = bound * (2 * random() - 1);
    return values;
  };
}

/**
 * Normal with variance 2 / fan-out, for a convolution [U, V, I, O] followed by a ReLU: fan-out = U·V·O.
 * Source: He et al. 2015; PyTorch's `kaiming_normal_(mode='fan_out', nonlinearity='relu')`, torchvision's ResNet.
 */
export function kaimingNormal(): Initializer {
  return (shape, random) => {
    const [height, width, , outputs] = filterShape('kaimingNormal', shape);
    return normal(Math.sqrt(2 / (height * width * outputs)))(shape, random);
  };
}

/**
 * Uniform in ±sqrt(6 / (fan-in + fan-out)), for a convolution [U, V, I, O]: fan-in = U·V·I, fan-out = U·V·O.
 * Source: Glorot and Bengio 2010; mmdetection's FPN.
 */
export function xavierUniform(): Initializer {
  return (shape, random) => {
    const [height, width, inputs, outputs] = filterShape('xavierUniform', shape);
    return uniform(Math.sqrt(6 / (height * width * (inputs + outputs))))(shape, random);
  };
}

/**
 * Uniform in ±1 / sqrt(fan-in), for a convolution [U, V, I, O]: fan-in = U·V·I.
 * Source: PyTorch's own initialisation of a convolution (`kaiming_uniform_(a=sqrt(5))`), which YOLOX keeps.
 */
export function fanInUniform(): Initializer {
  return (shape, random) => {
    const [height, width, inputs] = filterShape('fanInUniform', shape);
    return uniform(1 / Math.sqrt(height * width * inputs))(shape, random);
  };
}

/**
 * The bias with which a sigmoid starts at this probability: `-ln((1 - p) / p)`, -4.595 for 0.01.
 * Source: Lin et al. 2017 (focal loss), so that background does not swamp the first steps.
 */
export function priorBias(probability: number): Initializer {
  return constant(-Math.log((1 - probability) / probability));
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, axis) => size * axis, 1);
}

function filterShape(where: string, shape: readonly number[]): readonly [number, number, number, number] {
  if (shape.length !== 4) {
    throw new ExpectationError(where, 'a convolution filter [U, V, I, O]', `[${shape.join(', ')}]`);
  }
  return shape as unknown as readonly [number, number, number, number];
}
