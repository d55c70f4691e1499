import { hasNan } from '../../../webgpu/box-from.ts';

/**
 * The functions of `single-precision.ts` in WGSL, in the same order of operations. WGSL lets a device join a
 * product and a sum and divide to within 2.5 units of the last place, so overlaps may differ by as much.
 */
export const singlePrecisionWgsl = `${hasNan}
fn iouOf(a: vec4<f32>, b: vec4<f32>) -> f32 {
  if (hasNan(a, b)) { return dot(a + b, vec4<f32>(1.0)); }
  let width = min(a.z, b.z) - max(a.x, b.x);
  let height = min(a.w, b.w) - max(a.y, b.y);
  if (width <= 0.0 || height <= 0.0) { return 0.0; }
  let intersection = width * height;
  let areaA = max(a.z - a.x, 0.0) * max(a.w - a.y, 0.0);
  let areaB = max(b.z - b.x, 0.0) * max(b.w - b.y, 0.0);
  return intersection / max((areaA + areaB) - intersection, 1e-6);
}
fn liesInside(x: f32, y: f32, box: vec4<f32>, margin: f32) -> bool {
  return x - box.x > margin && y - box.y > margin && box.z - x > margin && box.w - y > margin;
}
fn partOf(a: vec4<f32>, b: vec4<f32>) -> f32 {
  let width = min(a.z, b.z) - max(a.x, b.x);
  let height = min(a.w, b.w) - max(a.y, b.y);
  if (width <= 0.0 || height <= 0.0) { return 0.0; }
  return (width * height) / max((a.z - a.x) * (a.w - a.y), 1e-6);
}`;
