import { expect, it } from 'vitest';
import { classFindings } from './class-findings.ts';

const classes = (...names: string[]) => names.map((name) => ({ name, objects: 1 }));

it('finds names nearly alike, and none among names that only look it', () => {
  const [finding] = classFindings(classes('Platelets', 'platelet', 'RBC', 'traffic light', 'traffic_ligth'));
  expect(finding).toMatchObject({
    severity: 'warning',
    message: '1 pair of classes whose names are nearly alike',
    examples: ['"Platelets" and "platelet"'],
  });
  expect(classFindings(classes('hammer', 'hamer'))).toHaveLength(1);
  expect(classFindings(classes('hammer', 'hommer'))).toHaveLength(1);
  expect(classFindings(classes('cat', 'cap', 'car', 'RBC', 'WBC', 'spoon', 'spanner'))).toEqual([]);
});

it('names what a class of another spelling was meant to be', () => {
  const expected = { of: 'the training data', names: ['Platelets', 'RBC'] };
  const [finding] = classFindings(classes('Platelats', 'RBC', 'stain'), expected);
  expect(finding).toMatchObject({
    severity: 'error',
    message: '2 classes differ between the training data and the dataset',
    examples: ['0: "Platelets" against "Platelats" (misspelt "Platelets"?)', '2: "none" against "stain"'],
    remedy: 'Give the dataset the classes of the training data, in its order, or train anew.',
  });
});
