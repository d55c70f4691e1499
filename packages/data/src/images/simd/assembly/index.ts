export { flipRows } from './flip';
export { normalizePixels } from './normalize';
export { resizeRows } from './resize';
