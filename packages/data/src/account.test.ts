import { expect, it } from 'vitest';
import { accountText, type DatasetAccount } from './account.ts';

const nothing: DatasetAccount = {
  labelled: 0,
  empty: 0,
  unlabelled: [],
  unlisted: [],
  labelsWithoutImage: [],
  leftOut: [],
  dropped: 0,
  passedOver: [],
  entries: 0,
  unused: 0,
  badObjects: 0,
  faults: [],
  remarks: [],
};

it('says what there is, in a line', () => {
  const account = {
    ...nothing,
    labelled: 238,
    empty: 2,
    labelsWithoutImage: ['b.txt'],
    passedOver: ['a.psd', 'c.psd', 'd.psd', 'e.psd'],
  };
  expect(accountText(240, account)).toBe(
    '240 images, 238 with labels, 2 empty, 1 label without image (b.txt), 4 files passed over (a.psd, c.psd, d.psd, …)',
  );
  expect(accountText(1, { ...nothing, labelled: 1, dropped: 1, badObjects: 2 })).toBe(
    '1 image, 1 with labels, 1 empty image left out as asked, 2 objects left out as wrong',
  );
});
