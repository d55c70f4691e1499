import { ExpectationError } from '@tandem-det/base';
import * as tf from '@tensorflow/tfjs-core';

/**
 * How a parameter's axes lie in Tandem and in the reference checkpoints.
 * `convolution`: HWIO here, OIHW there. `plain`: the same on both sides.
 */
export type ParameterLayout = 'convolution' | 'plain';

/** What a parameter is, so that optimizers can group (no decay on norms and biases). */
export type ParameterRole = 'weight' | 'bias' | 'norm' | 'scale' | 'statistic';

/** Fills a new parameter; `random` yields uniform numbers in [0, 1) from a stream of its own. */
export type Initializer = (shape: readonly number[], random: () => number) => Float32Array;

/** One named tensor of a detector. */
export interface Parameter {
  /** Name in the reference checkpoints: `backbone.layer1.0.conv1.weight`. */
  readonly name: string;
  readonly variable: tf.Variable;
  readonly layout: ParameterLayout;
  readonly role: ParameterRole;
  /** False for frozen weights and for running statistics: the optimizer leaves them alone. */
  readonly trainable: boolean;
}

export interface ParameterOptions {
  readonly initializer: Initializer;
  readonly layout?: ParameterLayout;
  readonly role?: ParameterRole;
  readonly trainable?: boolean;
}

/** All parameters of a detector, flat, by the names of the reference checkpoints. */
export class ParameterStore {
  readonly #parameters = new Map<string, Parameter>();

  /** `seed` decides every initial value; the value of a parameter depends on the seed and its name alone. */
  constructor(readonly seed = 0) {}

  /** The scope whose names begin with `prefix`; the root without one. */
  scope(prefix = ''): ParameterScope {
    return new ParameterScope(this, prefix);
  }

  /** Parameters in the order of creation. */
  get all(): readonly Parameter[] {
    return [...this.#parameters.values()];
  }

  get trainable(): readonly Parameter[] {
    return this.all.filter((parameter) => parameter.trainable);
  }

  /** Number of values in weights, biases and norms, without running statistics: what papers count. */
  get count(): number {
    return this.all
      .filter((parameter) => parameter.role !== 'statistic')
      .reduce((sum, parameter) => sum + parameter.variable.size, 0);
  }

  get(name: string): Parameter | undefined {
    return this.#parameters.get(name);
  }

  /** Throws when the name is taken: two layers must not share a parameter by accident. */
  create(name: string, shape: readonly number[], options: ParameterOptions): tf.Variable {
    if (this.#parameters.has(name)) {
      throw new ExpectationError(
        'ParameterStore.create',
        `a new name`,
        `"${name}" a second time`,
        'Give each layer a scope of its own.',
      );
    }
    const { initializer, layout = 'plain', role = 'weight', trainable = true } = options;
    const values = initializer(shape, seededRandom(this.seed, name));
    const variable = tf.tidy(() => tf.variable(tf.tensor(values, [...shape], 'float32'), trainable));
    this.#parameters.set(name, { name, variable, layout, role, trainable });
    return variable;
  }

  dispose(): void {
    for (const { variable } of this.#parameters.values()) variable.dispose();
    this.#parameters.clear();
  }
}

/** A place in the store's names; a layer takes one and creates its parameters there. */
export class ParameterScope {
  constructor(
    readonly store: ParameterStore,
    /** Dotted path without a trailing dot; empty at the root. */
    readonly path: string,
    /** False where the parameters made here must not train (frozen stages). */
    readonly trainable = true,
  ) {}

  child(name: string | number): ParameterScope {
    return new ParameterScope(this.store, this.#join(String(name)), this.trainable);
  }

  /** The same place, with every parameter made below it frozen where `frozen` holds. */
  frozen(frozen = true): ParameterScope {
    return new ParameterScope(this.store, this.path, this.trainable && !frozen);
  }

  parameter(name: string, shape: readonly number[], options: ParameterOptions): tf.Variable {
    return this.store.create(this.#join(name), shape, {
      ...options,
      trainable: this.trainable && (options.trainable ?? true),
    });
  }

  #join(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }
}

/** Uniform numbers in [0, 1) from splitmix32 keyed by seed and name: equal on every machine. */
function seededRandom(seed: number, name: string): () => number {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  for (const byte of new TextEncoder().encode(name)) state = Math.imul(state ^ byte, 0x01000193) >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
