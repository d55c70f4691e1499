import { ExpectationError, expectThat } from '@tandem-det/base';
import { describe, expect, it } from 'vitest';
import { asPair } from './pair.ts';
import { checkShape } from './shapes.ts';

describe('checkShape', () => {
  it('binds letters across the tensors of a call', () => {
    const letters = checkShape('op', { shape: [2, 7, 4] }, 'B A 4');
    expect(letters).toEqual(
      new Map([
        ['B', 2],
        ['A', 7],
      ]),
    );
    checkShape('op', { shape: [7, 2] }, 'A 2', letters);
    expect(() => checkShape('op', { shape: [6, 2] }, 'A 2', letters)).toThrow(
      'op: expected shape [A, 2] with A = 7, got [6, 2].',
    );
  });

  it('holds one letter to one size within a shape', () => {
    checkShape('op', { shape: [3, 3] }, 'N N');
    expect(() => checkShape('op', { shape: [3, 4] }, 'N N')).toThrow('op: expected shape [N, N]');
  });

  it('refuses another rank or another literal size', () => {
    expect(() => checkShape('op', { shape: [3] }, 'N 4')).toThrow('op: expected shape [N, 4], got [3].');
    expect(() => checkShape('op', { shape: [3, 5] }, 'N 4')).toThrow(', got [3, 5].');
    checkShape('op', { shape: [] }, '');
  });
});

describe('expectThat', () => {
  it('throws an error with its parts and one message', () => {
    expectThat(true, 'here', 'x', 'y');
    try {
      expectThat(false, 'here', 'a number', '"a"', 'Give a number.');
    } catch (error) {
      expect(error).toBeInstanceOf(ExpectationError);
      const { where, expected, got, remedy, message } = error as ExpectationError;
      expect([where, expected, got, remedy]).toEqual(['here', 'a number', '"a"', 'Give a number.']);
      expect(message).toBe('here: expected a number, got "a". Give a number.');
    }
    expect.assertions(3);
  });
});

describe('asPair', () => {
  it('takes one number for both axes, or two', () => {
    expect(asPair('op', 'stride', 2, 1)).toEqual([2, 2]);
    expect(asPair('op', 'stride', [1, 3], 1)).toEqual([1, 3]);
    expect(() => asPair('op', 'stride', [1, 0], 1)).toThrow(
      'op: expected stride as whole numbers ≥ 1, got [1,0].',
    );
  });
});
