import { checkpointShape, fromCheckpointOrder, toCheckpointOrder } from '@tandem-det/checkpoints';
import type { Parameter, ParameterStore } from '@tandem-det/core';
import * as tf from '@tensorflow/tfjs-core';
import type { CaseContext } from '../adapter.ts';
import { Unsupported } from '../unsupported.ts';
import { compareExactly } from '../values/compare.ts';
import { gainOf, hashParameter } from '../values/hash.ts';
import type { Values } from '../values/layout.ts';

/** Gives every parameter its value by the case's rule: the hash fill, or the stored tensors; `nameOf` is its name there. */
export function fillParameters(
  { golden, tensors }: CaseContext,
  store: ParameterStore,
  nameOf: (name: string) => string = (name) => name,
): void {
  const { weights } = golden;
  if (weights?.fill !== undefined && weights.fill !== 'hash') {
    throw new Unsupported(`weights.fill is "${weights.fill}"`);
  }
  for (const { name: ours, variable, layout } of store.all) {
    const name = nameOf(ours);
    const shape = checkpointShape(layout, variable.shape);
    const values =
      weights?.tensors === undefined
        ? hashParameter(name, shape, gainOf(name, weights ?? {}))
        : Float32Array.from(tensors.read(`${weights.tensors}${name}`).data);
    const inOrder = fromCheckpointOrder(layout, variable.shape, values);
    tf.tidy(() => variable.assign(tf.tensor(inOrder, variable.shape)));
  }
}

/** Checks the number of parameters and their shapes, where the case expects them. */
export function checkParameters(
  { expected, add }: CaseContext,
  store: ParameterStore,
  nameOf: (name: string) => string = (name) => name,
): void {
  const [parameters, shapes] = [expected('parameters'), expected('shapes')];
  if (typeof parameters === 'number') add(compareExactly('parameters', store.count, parameters));
  if (shapes === undefined) return;
  const ours = new Map(
    store.all
      .filter(({ role }) => role !== 'statistic')
      .map(({ name, layout, variable }) => [
        nameOf(name),
        checkpointShape(layout, variable.shape).join(', '),
      ]),
  );
  const wanted = Object.entries(shapes as Record<string, readonly number[]>);
  const wrong = wanted.filter(([name, shape]) => ours.get(name) !== shape.join(', ')).map(([name]) => name);
  const extra = [...ours.keys()].filter((name) => !wanted.some(([other]) => other === name));
  add({
    name: 'shapes',
    passed: wrong.length + extra.length === 0,
    absolute: 0,
    relative: 0,
    detail: `missing or of another shape: ${wrong.join(', ') || 'none'}; not expected: ${extra.join(', ') || 'none'}`,
  });
}

/** A parameter-shaped tensor in the order of the reference checkpoint. */
export async function parameterValues({ layout, variable }: Parameter, tensor: tf.Tensor): Promise<Values> {
  const data = toCheckpointOrder(layout, variable.shape, (await tensor.data()) as Float32Array);
  return { shape: checkpointShape(layout, variable.shape), data };
}

/** Checks `out.after.NAME`: what parameters and statistics are after a training pass. */
export async function checkStatistics(context: CaseContext, store: ParameterStore): Promise<void> {
  for (const parameter of store.all) {
    const name = `out.after.${parameter.name}`;
    if (context.tensors.has(name)) context.check(name, await parameterValues(parameter, parameter.variable));
  }
}

/** Checks `grad.w.NAME` of each parameter and, where the case has them, the L2 norms. */
export async function checkParameterGradients(
  context: CaseContext,
  parameters: readonly Parameter[],
  gradients: readonly tf.Tensor[],
): Promise<void> {
  const norms = (context.expected('gradientNorms') ?? {}) as Readonly<Record<string, number>>;
  const unchecked = new Set(Object.keys(norms));
  for (const [index, parameter] of parameters.entries()) {
    const { name } = parameter;
    const values = await parameterValues(parameter, gradients[index]!);
    context.check(`grad.w.${name}`, values);
    const expected = norms[name];
    if (expected !== undefined) context.add(compareNorm(name, values.data, expected));
    unchecked.delete(name);
  }
  const [missing] = unchecked;
  if (missing !== undefined) throw new Unsupported(`there is no trained parameter ${missing}`);
}

/** Within 1e-2 of the expected norm, or within 1e-4 of it. */
function compareNorm(name: string, values: ArrayLike<number>, expected: number) {
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += values[i]! ** 2;
  const absolute = Math.abs(Math.sqrt(squares) - expected);
  const relative = absolute === 0 ? 0 : absolute / expected;
  const passed = relative <= 1e-2 || absolute <= 1e-4;
  return {
    name: `norm of grad.w.${name}`,
    passed,
    absolute,
    relative,
    ...(passed ? {} : { detail: `got ${Math.sqrt(squares)}, expected ${expected}` }),
  };
}
