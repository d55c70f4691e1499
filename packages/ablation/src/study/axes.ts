/** A value that an axis takes: what a person would write in a table. */
export type AxisValue = string | number | boolean;

/** What a study varies: the values of each axis, by the axis's name. */
export type Axes = Readonly<Record<string, readonly AxisValue[]>>;

/** One value of each axis. */
export type Cell<A extends Axes = Axes> = { readonly [Name in keyof A]: A[Name][number] };

/** Every combination of the axes' values; the last axis varies fastest. */
export function cellsOf<A extends Axes>(axes: A): Cell<A>[] {
  let cells: Record<string, AxisValue>[] = [{}];
  for (const [axis, values] of Object.entries(axes)) {
    cells = cells.flatMap((cell) => values.map((value) => ({ ...cell, [axis]: value })));
  }
  return cells as Cell<A>[];
}

/** The cell as one name: `T-Head + TAL`; numbers and switches with their axis, `alpha 0.5 + beta 2`. */
export function cellName(cell: Cell): string {
  return Object.entries(cell)
    .map(([axis, value]) => (typeof value === 'string' ? value : `${shortAxis(axis)} ${value}`))
    .join(' + ');
}

/** The last word of a dotted path. */
function shortAxis(axis: string): string {
  return axis.slice(axis.lastIndexOf('.') + 1);
}
