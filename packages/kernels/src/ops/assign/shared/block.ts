/** Priors of a block: neighbors in a row of a level, few enough to span a small part of the image. */
export const BLOCK = 16;
