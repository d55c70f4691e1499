import { partOption } from '@tandem-det/base';
import { z } from 'zod';
import type { Normalizer } from './normalizer.ts';

/** What the sum over the batch is divided by. */
export const normalizer = partOption<Normalizer>('a normalizer, such as positives()');

/** Name of the term. */
export const termName = z.string();

/** How much each positive counts. */
export const boxWeight = z.enum(['centerness', 'alignment', 'score', 'iou', 'one']);

/** What a positive should reach. */
export const qualityTarget = z.enum(['alignment', 'iou', 'one']);
