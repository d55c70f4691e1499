/** Invocations of a workgroup that reduces together. */
export const LANES = 128;

/** `workgroupSum(value, lane)`: the sum of the values of all lanes, in every lane; called by all of them at once. */
export const workgroupSum = `
var<workgroup> lanes: array<Value, ${LANES}>;
fn workgroupSum(value: Value, lane: u32) -> Value {
  lanes[lane] = value;
  workgroupBarrier();
  for (var width = ${LANES / 2}u; width > 0u; width = width >> 1u) {
    if (lane < width) { lanes[lane] += lanes[lane + width]; }
    workgroupBarrier();
  }
  let sum = lanes[0];
  workgroupBarrier();
  return sum;
}`;
