import assert from 'node:assert/strict';
import { loadParameters, openSafetensors, saveParameters } from '@tandem-det/checkpoints';
import { convolutionBlock, ParameterStore } from '@tandem-det/core';
import { startBackend } from '@tandem-det/kernels/backends';

const { stop } = await startBackend({ name: 'cpu' });
const made = (seed) => {
  const store = new ParameterStore(seed);
  convolutionBlock(store.scope('conv'), { inputs: 2, outputs: 4 });
  return store;
};
const [saved, other] = [made(1), made(2)];
await saveParameters(saved, 'weights.safetensors', { classes: ['cat'] });
await loadParameters(other, 'weights.safetensors', { classes: ['cat'] });
for (const [index, { variable }] of saved.all.entries()) {
  assert.deepEqual(await other.all[index].variable.array(), await variable.array());
}
const file = await openSafetensors('weights.safetensors');
assert.equal(file.entries.size, saved.all.length);
await file.close();
await stop();
