/** `fn NAMEBox(i: i32) -> vec4<f32>`: the box at index i of the binding NAME. */
export function boxFrom(name: string): string {
  return `
fn ${name}Box(i: i32) -> vec4<f32> {
  return vec4<f32>(${name}[4 * i], ${name}[4 * i + 1], ${name}[4 * i + 2], ${name}[4 * i + 3]);
}`;
}

/** `hasNan(a, b)`: whether a coordinate of either box is NaN, which min and max may drop. */
export const hasNan = `
fn hasNan(a: vec4<f32>, b: vec4<f32>) -> bool {
  let ofA = (bitcast<vec4<u32>>(a) & vec4<u32>(0x7fffffffu)) > vec4<u32>(0x7f800000u);
  let ofB = (bitcast<vec4<u32>>(b) & vec4<u32>(0x7fffffffu)) > vec4<u32>(0x7f800000u);
  return any(ofA | ofB);
}`;
