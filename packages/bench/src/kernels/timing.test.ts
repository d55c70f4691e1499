import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { expect, it } from 'vitest';
import { timesOf } from './timing.ts';

it('times the pieces of work in turns, as often as asked, and leaves no tensor behind', async () => {
  await tf.setBackend('cpu');
  const order: string[] = [];
  const work = (name: string) => () => {
    order.push(name);
    return tf.ones([2]);
  };
  const before = tf.memory().numTensors;
  const times = await timesOf([work('a'), work('b')], 3);
  expect(times.map(({ length }) => length)).toEqual([3, 3]);
  expect(order.slice(-6).join('')).toBe('ababab');
  expect(tf.memory().numTensors).toBe(before);
});
