import { describe, expect, it } from 'vitest';
import { afterEpoch } from './after-epoch.ts';
import type { Loss } from './loss.ts';
import { type Need, needsOf, requirePrediction, withNeeds } from './needs.ts';
import type { DensePredictions, QualityPredictions } from './predictions.ts';

const quality: Need<'qualityLogits'> = {
  field: 'qualityLogits',
  by: 'centerness',
  remedy: 'Use another head.',
};
const objectness: Need = { field: 'objectnessLogits', by: 'objectness', remedy: 'Use another head.' };
const loss = (...needs: Need[]): Loss => withNeeds(() => ({}), needs);

describe('needs', () => {
  it('are those of all parts, each once', () => {
    expect(needsOf(loss())).toEqual([]);
    expect(needsOf(loss(quality), loss(objectness, quality))).toEqual([quality, objectness]);
    expect(needsOf(() => ({}))).toEqual([]);
  });

  it('of two phases are those of both', () => {
    expect(needsOf(afterEpoch(1, loss(quality), loss(objectness)))).toEqual([quality, objectness]);
  });

  it('are refused where a prediction is missing', () => {
    const predictions = { classLogits: 0, boxes: 0 } as unknown as DensePredictions;
    expect(() => requirePrediction(quality, predictions as QualityPredictions)).toThrow(
      'centerness: expected predictions with qualityLogits, got classLogits, boxes. Use another head.',
    );
  });
});
