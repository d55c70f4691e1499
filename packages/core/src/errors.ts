export { ExpectationError, expectNoOthers, expectThat } from '@tandem-det/kernels/errors';
