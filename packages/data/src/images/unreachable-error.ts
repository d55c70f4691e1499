import { ExpectationError } from '@tandem-det/base';

/** A file that was there and cannot be opened: its disk or folder may be gone, not the image bad. */
export class UnreachableError extends ExpectationError {
  constructor(path: string, reason: string) {
    super(
      path,
      'a file that can be read',
      reason,
      'Is the disk or the network folder with the images still there?',
    );
  }
}
