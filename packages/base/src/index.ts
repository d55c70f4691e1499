export {
  type Description,
  describe,
  descriptionOf,
  isDescription,
  type Owned,
  ownPart,
  unknownParts,
} from './description.ts';
export { ExpectationError, expectNoOthers, expectOnlyKeys, expectThat, kindOf } from './errors.ts';
export { type Json, jsonOf } from './json.ts';
export { nearName, nearRemedy } from './near-name.ts';
export { expected } from './options/expected.ts';
export { belowOne, count, fraction, nonNegative, positive, whole } from './options/numbers.ts';
export { orInfinity } from './options/or-infinity.ts';
export { partOption } from './options/part-option.ts';
export { readOptions } from './options/read-options.ts';
export { schemaErrors } from './options/schema-errors.ts';
