import { partOption } from '@tandem-det/base';
import { z } from 'zod';

/** What every reader of image files lets its caller decide. */
export const imageFileOptions = {
  /**
   * What is checked before anything else happens: that the files exist; that the sizes in their headers
   * agree with the annotations too; that all of them decode too. Whatever is not checked here is when loaded.
   */
  check: z.enum(['exists', 'size', 'decode']).default('exists'),
  /** What to do with an image that fails the check. */
  onBadImage: z.enum(['error', 'skip']).default('error'),
  /**
   * What to do with what is wrong in the annotations: throw an error that names all of it, or leave it out, report each
   * kind and count it in the dataset's account. An image whose annotation cannot be read as a whole is left out.
   */
  badObjects: z.enum(['error', 'skip']).default('error'),
  /** Whether images without objects stay in the dataset. */
  imagesWithoutObjects: z.enum(['keep', 'drop']).default('keep'),
  /** Receives one line per image left out, and one per kind of wrong entry. */
  report: partOption<(line: string) => void>('a function that receives a line').default(() => console.warn),
};

const imageFileSchema = z.strictObject(imageFileOptions);

/** These options with their defaults filled in. */
export type ImageFileOptions = z.output<typeof imageFileSchema>;
