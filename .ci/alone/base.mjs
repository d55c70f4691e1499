import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { count, describe, descriptionOf, readOptions } from '@tandem-det/base';
import { replaceFile } from '@tandem-det/base/files';
import { z } from 'zod';

const options = z.strictObject({ sides: count.default(32) });
const circle = (given) => describe({}, 'circle', readOptions('circle', options, given));
assert.deepEqual(descriptionOf(circle({})), { kind: 'circle', options: { sides: 32 } });
assert.throws(() => circle({ side: 3 }), /circle.*sides/s);
await replaceFile('whole.txt', (file) => file.writeFile('whole'));
assert.equal(await readFile('whole.txt', 'utf8'), 'whole');
