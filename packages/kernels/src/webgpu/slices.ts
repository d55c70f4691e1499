/** Rows that one invocation sums: few enough to keep the digits of a float32, many enough to be worth one. */
const ROWS = 256;

/**
 * A reduction over the rows of [rows, C] takes two dispatches: sums of slices of rows, one invocation per
 * slice and channel, then the sum of those. One invocation per channel would leave a device of thousands
 * of lanes idle.
 */
export function slicesOf(rows: number): { readonly slices: number; readonly rowsPerSlice: number } {
  const slices = Math.max(Math.ceil(rows / ROWS), 1);
  return { slices, rowsPerSlice: Math.ceil(rows / slices) };
}

/** The rows of slice `i / u.channels`: `firstOf(i)` to `endOf(i) - 1`. Needs u.rows and u.rowsPerSlice. */
export const sliceRange = `
fn firstOf(i: i32) -> i32 { return (i / u.channels) * u.rowsPerSlice; }
fn endOf(i: i32) -> i32 { return min(firstOf(i) + u.rowsPerSlice, u.rows); }`;
