/** The candidate that a misspelt name most likely means, or undefined where none is near. */
export function nearName(name: string, candidates: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** What a name that is not known may have meant, as the beginning of a remedy; nothing where no known one is near. */
export function nearRemedy(name: string, candidates: readonly string[]): string {
  const twin = candidates.find((candidate) => candidate !== name && looksLike(candidate, name));
  if (twin !== undefined) {
    return `There is "${twin}", which looks the same but has other characters (Unicode NFC and NFD, or spaces): write both alike. `;
  }
  const near = nearName(name, candidates);
  return near === undefined ? '' : `Did you mean "${near}"? `;
}

function looksLike(a: string, b: string): boolean {
  const plain = (text: string) => text.normalize('NFKC').trim().replaceAll(/\s+/g, ' ');
  return plain(a) === plain(b);
}

/** Fewest insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b` (optimal string alignment). */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, length) => length)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    const above = rows[i - 1]!;
    for (let j = 1; j <= b.length; j++) {
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1),
          above[j]! + 1,
          row[j - 1]! + 1,
          isSwap ? rows[i - 2]![j - 2]! + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
