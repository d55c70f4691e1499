/**
 * Words of the block, in the backend's memory, through which threads share out a kernel's items. The items
 * are cut into chunks; whoever takes a chunk lowers REMAINING by one, and raises DONE when it is computed.
 */
export const SEQUENCE = 0;
export const REMAINING = 1;
export const DONE = 2;
export const FAILED = 3;
export const STOPPED = 4;
/** Number of the kernel in the list of names. */
export const KERNEL = 5;
export const ITEMS = 6;
export const CHUNKS = 7;
export const SCRATCH = 8;
/** Bytes of scratch memory of each thread. */
export const SCRATCH_BYTES = 9;
/** The kernel's parameters follow. */
export const PARAMETERS = 10;
export const CONTROL_WORDS = 64;
