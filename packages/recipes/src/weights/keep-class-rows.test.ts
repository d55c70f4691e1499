import path from 'node:path';
import { openCheckpoint, writeSafetensors } from '@tandem-det/checkpoints';
import { ParameterStore } from '@tandem-det/core';
import { newFolder } from '@tandem-det/core/testing';
import { describeOnce } from '@tandem-det/kernels/testing';
import { expect, it } from 'vitest';
import { keepClassRows } from './keep-class-rows.ts';

const zeros = (shape: readonly number[]) => new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(-1);

describeOnce('keepClassRows', () => {
  it('takes the rows of the classes that the file has, anchor by anchor', async () => {
    // Two anchors of two classes each: b is class 1 of the file's three, x is new.
    const store = new ParameterStore();
    store.create('cls.weight', [1, 1, 1, 4], { initializer: zeros, layout: 'convolution' });
    store.create('cls.bias', [4], { initializer: zeros });
    store.create('reg.bias', [5], { initializer: zeros });
    const file = path.join(await newFolder(), 'weights.safetensors');
    const data = Float32Array.from([10, 11, 12, 20, 21, 22]);
    await writeSafetensors(file, [
      { name: 'cls.weight', shape: [6, 1, 1, 1], data },
      { name: 'cls.bias', shape: [6], data },
      { name: 'reg.bias', shape: [7], data: new Float32Array(7) },
    ]);
    const opened = await openCheckpoint(file);
    const kept = await keepClassRows(store, opened, {
      classes: ['b', 'x'],
      fileClasses: ['a', 'b', 'c'],
      scope: '',
      names: (name) => [name],
    });
    await opened.close();
    expect(kept).toEqual({ classes: ['b'], parameters: ['cls.weight', 'cls.bias'] });
    expect([...(await store.get('cls.bias')!.variable.data())]).toEqual([11, -1, 21, -1]);
    expect([...(await store.get('cls.weight')!.variable.data())]).toEqual([11, -1, 21, -1]);
    // 5 and 7 are no multiples of the classes.
    expect([...(await store.get('reg.bias')!.variable.data())]).toEqual([-1, -1, -1, -1, -1]);
    store.dispose();
  });
});
