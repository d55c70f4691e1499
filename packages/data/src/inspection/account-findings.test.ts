import { expect, it } from 'vitest';
import { accountFindings } from './account-findings.ts';

const account = {
  labelled: 1,
  empty: 0,
  unlabelled: ['0000_7436.jpg'],
  unlisted: ['b.jpg', 'c.jpg'],
  labelsWithoutImage: ['0000.txt'],
  leftOut: ['d.jpg'],
  dropped: 0,
  passedOver: ['a.psd'],
  entries: 3,
  unused: 0,
  badObjects: 2,
  faults: [
    {
      kind: 'class: expected an index',
      count: 2,
      examples: ['a.txt: line 1, class: got "x"'],
      remedy: 'Look.',
    },
  ],
  remarks: [{ severity: 'warning' as const, message: '1 twin', names: ['a and b'], remedy: 'Remove it.' }],
};

it('tells of everything in the account', () => {
  const told = accountFindings(account, { badObjects: true }).map(({ severity, message, examples }) => [
    severity,
    message,
    examples,
  ]);
  expect(told).toEqual([
    ['error', '2 faults in annotations: class: expected an index', ['a.txt: line 1, class: got "x"']],
    ['warning', '1 image left out', ['d.jpg']],
    ['warning', '1 label file whose image is not there', ['0000.txt']],
    ['warning', '1 image without a label file', ['0000_7436.jpg']],
    ['note', '2 images of the folder that no annotation mentions', ['b.jpg', 'c.jpg']],
    ['note', '1 file passed over, neither images that can be read nor annotations', ['a.psd']],
    ['warning', '1 twin', ['a and b']],
  ]);
});

it('weighs faults by whether they stop a training, and background by whether labels are left over', () => {
  const [fault] = accountFindings(account);
  expect([fault!.severity, fault!.remedy]).toEqual(['warning', 'Look. Such entries are left out.']);
  const without = accountFindings({ ...account, labelsWithoutImage: [] }, { badImages: true });
  expect(without.find(({ message }) => message === '1 image left out')!.severity).toBe('error');
  expect(without.find(({ message }) => message.includes('without a label'))!.severity).toBe('note');
});
