/** Output rows begin … end − 1 and the input rows firstRow … lastRow − 1 that they are made of. */
export interface Strip {
  readonly begin: number;
  readonly end: number;
  readonly firstRow: number;
  readonly lastRow: number;
}

/** Bytes of the input in a kernel's memory at a time, unless one output row needs more. */
const STRIP_BYTES = 2 ** 18;

/** The input rows of one output row: from `first` to before `end`; both never fall from one output row to the next. */
export type RowsOf = (y: number) => { readonly first: number; readonly end: number };

/** As many output rows at a time as have their input in STRIP_BYTES, but at least one. */
export function stripsOf(rows: number, rowBytes: number, rowsOf: RowsOf): readonly Strip[] {
  const most = Math.max(1, Math.floor(STRIP_BYTES / rowBytes));
  const strips: Strip[] = [];
  for (let begin = 0, end = 0; begin < rows; begin = end) {
    const { first } = rowsOf(begin);
    for (end = begin + 1; end < rows && rowsOf(end).end - first <= most; ) end++;
    strips.push({ begin, end, firstRow: first, lastRow: rowsOf(end - 1).end });
  }
  return strips;
}
