/** Values that one item of an elementwise kernel covers, as in assembly/elementwise.ts. */
export const STEP = 1024;
