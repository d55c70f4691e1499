export {
  ExpectationError,
  expectNoOthers,
  expectOnlyKeys,
  expectThat,
  kindOf,
} from '@tandem-det/kernels/errors';
