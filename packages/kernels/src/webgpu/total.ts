/** `plus(total, value)`: a sum of values ≥ 0 that keeps what its additions lose; it is `sum + lost`. */
export const totalWgsl = `
struct Total { sum: f32, lost: f32 }
fn plus(total: Total, value: f32) -> Total {
  let next = total.sum + value;
  let larger = max(total.sum, value);
  let smaller = min(total.sum, value);
  return Total(next, total.lost + (smaller - (next - larger)));
}`;
