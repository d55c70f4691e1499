import { describe, expect, it } from 'vitest';
import { groupFactors, NO_DECAY, type ParameterGroup, parameterGroupOptions } from './parameter-groups.ts';

const parameters = [
  { name: 'backbone.conv1.weight', role: 'weight' },
  { name: 'backbone.bn1.weight', role: 'norm' },
  { name: 'bbox_head.cls.bias', role: 'bias' },
  { name: 'bbox_head.scales.0.scale', role: 'scale' },
] as const;

const factorsOf = (groups: readonly ParameterGroup[]) =>
  groupFactors(
    groups.map((group) => parameterGroupOptions.parse(group)),
    parameters,
    'sgd',
  );

describe('groupFactors', () => {
  it('multiplies what the groups say, in whatever order', () => {
    const slower = { names: ['backbone.*'], rateFactor: 0.1 };
    const byName = (groups: readonly ParameterGroup[]) => Object.fromEntries(factorsOf(groups));
    const expected = {
      'backbone.conv1.weight': { rate: 0.1, decay: 1 },
      'backbone.bn1.weight': { rate: 0.1, decay: 0 },
      'bbox_head.cls.bias': { rate: 1, decay: 0 },
      'bbox_head.scales.0.scale': { rate: 1, decay: 0 },
    };
    expect(byName([slower, NO_DECAY])).toEqual(expected);
    expect(byName([NO_DECAY, slower])).toEqual(expected);
  });

  it('needs both names and roles to match, the whole name, and dots to be dots', () => {
    const rates = (names: string[], roles?: readonly ['bias']) =>
      [...factorsOf([{ names, rateFactor: 2, ...(roles && { roles }) }])]
        .filter(([, { rate }]) => rate === 2)
        .map(([name]) => name);
    expect(rates(['*.bias'], ['bias'])).toEqual(['bbox_head.cls.bias']);
    expect(rates(['backbone.*'], ['bias'])).toEqual([]);
    expect(rates(['backbone.conv1.weight', '*.scale'])).toEqual([
      'backbone.conv1.weight',
      'bbox_head.scales.0.scale',
    ]);
    expect(() => rates(['backbone'])).toThrow('"backbone", which matches none');
    expect(() => rates(['bbox_head?cls?bias'])).toThrow('which matches none');
    expect(() => rates(['backbone.conv1*weightx'])).toThrow('which matches none');
  });

  it('names a pattern that matches nothing', () => {
    expect(() => factorsOf([NO_DECAY, { names: ['backbon.*'] }])).toThrow(
      'sgd: groups.1.names: expected names of trainable parameters, got "backbon.*", which matches none. They begin with backbone, bbox_head.',
    );
  });
});
