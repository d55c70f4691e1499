export { ExpectationError, expectThat } from '@tandem-det/kernels/errors';
