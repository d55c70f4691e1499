import { all } from './dom.ts';

/** A click on a heading sorts its table by that column, downwards first; words by the alphabet, dashes last. */
export function sortTables(): void {
  for (const button of all<HTMLButtonElement>('.sortable .sort')) {
    button.addEventListener('click', () => sortBy(button.closest('th')!));
  }
}

function sortBy(heading: HTMLTableCellElement): void {
  const table = heading.closest('table')!;
  const down = heading.getAttribute('aria-sort') !== 'descending';
  for (const other of all('th', table.tHead!)) other.removeAttribute('aria-sort');
  heading.setAttribute('aria-sort', down ? 'descending' : 'ascending');
  const value = (row: HTMLTableRowElement) => row.cells[heading.cellIndex]!.textContent ?? '';
  const [body] = table.tBodies;
  const rows = [...body!.rows].sort((a, b) => compare(value(a), value(b)));
  body!.append(...(down ? rows : rows.reverse()));
}

function compare(a: string, b: string): number {
  const [x, y] = [Number.parseFloat(a), Number.parseFloat(b)];
  if (Number.isNaN(x) && Number.isNaN(y)) return b.localeCompare(a);
  return (Number.isNaN(y) ? -Infinity : y) - (Number.isNaN(x) ? -Infinity : x);
}
