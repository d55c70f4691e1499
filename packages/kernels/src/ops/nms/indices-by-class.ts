/** The indices from 0 to before `count`, rising, of each class; all in one list without classes. */
export function indicesByClass(count: number, classes: Int32Array | null): number[][] {
  const groups = new Map<number, number[]>();
  for (let i = 0; i < count; i++) {
    const label = classes === null ? 0 : classes[i]!;
    const group = groups.get(label);
    if (group) group.push(i);
    else groups.set(label, [i]);
  }
  return [...groups.values()];
}
