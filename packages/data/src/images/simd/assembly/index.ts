export { flipRows } from './flip';
export { interpolateRows } from './interpolate';
export { normalizePixels } from './normalize';
export { resizeRows } from './resize';
