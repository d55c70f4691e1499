import '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { constant, uniform } from './layers/initializers.ts';
import { ParameterStore } from './parameters.ts';

describe('ParameterStore', () => {
  it('names parameters by scope, in the order of creation', () => {
    const store = new ParameterStore();
    const head = store.scope('bbox_head').child('inter_convs').child(0);
    head.parameter('weight', [2, 3], { initializer: constant(1) });
    store.scope().parameter('scale', [], { initializer: constant(1), role: 'scale' });
    head.parameter('running_mean', [5], { initializer: constant(0), role: 'statistic', trainable: false });
    expect(store.all.map(({ name }) => name)).toEqual([
      'bbox_head.inter_convs.0.weight',
      'scale',
      'bbox_head.inter_convs.0.running_mean',
    ]);
    expect(store.get('scale')?.role).toBe('scale');
    expect(store.get('bbox_head')).toBeUndefined();
    // 2 · 3 + 1, without the statistic
    expect(store.count).toBe(7);
    store.dispose();
    expect(store.all).toEqual([]);
  });

  it('freezes what is made below a frozen scope', () => {
    const store = new ParameterStore();
    const frozen = store.scope('backbone').frozen();
    const options = { initializer: constant(0) };
    frozen.child('conv1').parameter('weight', [1], options);
    frozen.frozen(false).parameter('still', [1], options);
    store.scope('backbone').frozen(false).parameter('free', [1], options);
    expect(store.trainable.map(({ name }) => name)).toEqual(['backbone.free']);
    expect(store.get('backbone.conv1.weight')?.variable.trainable).toBe(false);
    store.dispose();
  });

  it('draws values from the seed and the name alone', async () => {
    const values = async (seed: number, ...names: string[]) => {
      const store = new ParameterStore(seed);
      for (const name of names) store.scope().parameter(name, [4], { initializer: uniform(1) });
      const result = await store.get('a')!.variable.data();
      store.dispose();
      return [...result];
    };
    expect(await values(1, 'b', 'a')).toEqual(await values(1, 'a'));
    expect(await values(1, 'a')).not.toEqual(await values(2, 'a'));
    const store = new ParameterStore(1);
    for (const name of ['a', 'b']) store.scope().parameter(name, [4], { initializer: uniform(1) });
    expect(await store.get('a')!.variable.array()).not.toEqual(await store.get('b')!.variable.array());
    store.dispose();
  });

  it('refuses a name twice', () => {
    const store = new ParameterStore();
    store.create('conv.weight', [1], { initializer: constant(0) });
    expect(() => store.create('conv.weight', [1], { initializer: constant(0) })).toThrow(
      'ParameterStore.create: expected a new name, got "conv.weight" a second time. Give each layer a scope of its own.',
    );
    store.dispose();
  });
});
