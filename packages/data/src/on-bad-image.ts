/**
 * What to do with an image that cannot be read: throw, or leave it out of its batch and say so. A batch none of whose
 * files can be opened throws in any case: not the images are bad, but their folder is gone.
 */
export type OnBadImage = 'error' | 'skip';
