export { ExpectationError, expectNoOthers, expectOnlyKeys, expectThat } from '@tandem-det/kernels/errors';
