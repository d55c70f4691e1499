const round = Math.fround;

/** Below this a float32 exponential is 0. */
const VANISHES = -104;

/** The costs of one supplier: of some columns, or of all of them where `columns` is absent. */
export interface SupplierRow {
  readonly supply: number;
  readonly columns?: Int32Array;
  /** In the order of the columns; called in every pass, so that long rows need not be stored. */
  readonly costs: () => Float32Array;
}

/**
 * The entropic transport plan between suppliers (rows) and columns of demand 1 in the log domain, each row
 * divided by its largest value; the row of the largest value in each column, of equal ones the first, and -1
 * where all are 0. Potentials start at 1; an iteration updates those of the columns, then those of the rows:
 *
 *     v += ε (ln(1 + 1e-8) - logsumexp_rows M),  u += ε (ln(supply + 1e-8) - logsumexp_columns M),  M = (-c + u + v) / ε
 *
 * Float32 but for the sums. A cost that a row does not have, or that is not finite, counts as infinite.
 */
export function sinkhornOwners(
  rows: readonly SupplierRow[],
  columns: number,
  { epsilon, iterations }: { epsilon: number; iterations: number },
): Int32Array {
  const eps = round(epsilon);
  const u = new Float32Array(rows.length).fill(1);
  const v = new Float32Array(columns).fill(1);
  const largest = new Float64Array(columns);
  const sums = new Float64Array(columns);

  for (let iteration = 0; iteration < iterations; iteration++) {
    largest.fill(-Infinity);
    sums.fill(0);
    for (const [i, row] of rows.entries()) {
      const costs = row.costs();
      const own = u[i]!;
      for (let k = 0; k < costs.length; k++) {
        const j = row.columns ? row.columns[k]! : k;
        const m = round(round(round(own - costs[k]!) + v[j]!) / eps);
        const difference = m - largest[j]!;
        if (difference > 0) {
          sums[j] = sums[j]! * Math.exp(-difference) + 1;
          largest[j] = m;
        } else if (difference > VANISHES) sums[j]! += Math.exp(difference);
      }
    }
    for (let j = 0; j < columns; j++) {
      if (sums[j]! > 0) v[j]! -= round(eps * round(largest[j]! + Math.log(sums[j]!)));
    }
    for (const [i, row] of rows.entries()) {
      const costs = row.costs();
      const own = u[i]!;
      let most = -Infinity;
      let sum = 0;
      for (let k = 0; k < costs.length; k++) {
        const m = round(round(round(own - costs[k]!) + v[row.columns ? row.columns[k]! : k]!) / eps);
        const difference = m - most;
        if (difference > 0) {
          sum = sum * Math.exp(-difference) + 1;
          most = m;
        } else if (difference > VANISHES) sum += Math.exp(difference);
      }
      const wanted = round(Math.log(round(row.supply + 1e-8)));
      if (sum > 0) u[i]! += round(eps * round(wanted - round(most + Math.log(sum))));
    }
  }

  const owners = new Int32Array(columns).fill(-1);
  const shares = largest.fill(0);
  for (const [i, row] of rows.entries()) {
    const costs = row.costs();
    const plan = new Float32Array(costs.length);
    let most = 0;
    for (let k = 0; k < costs.length; k++) {
      const j = row.columns ? row.columns[k]! : k;
      plan[k] = Math.exp(round(round(round(u[i]! - costs[k]!) + v[j]!) / eps));
      if (plan[k]! > most) most = plan[k]!;
    }
    for (let k = 0; k < costs.length; k++) {
      const j = row.columns ? row.columns[k]! : k;
      const share = round(plan[k]! / most);
      if (!(share > shares[j]!)) continue;
      shares[j] = share;
      owners[j] = i;
    }
  }
  return owners;
}
