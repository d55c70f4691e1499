import assert from 'node:assert/strict';
import { COCO_CLASSES, MODELS, publishedModel } from '@tandem-det/models';

assert.equal(COCO_CLASSES.length, 80);
assert.ok(MODELS.length > 0);
assert.throws(() => publishedModel('no such model'), /no such model/);
