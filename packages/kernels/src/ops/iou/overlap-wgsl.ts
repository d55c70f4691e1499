import { arcTangent } from '../../webgpu/math.ts';

/**
 * The functions of `overlap.ts` in WGSL: `overlap(a, b)` and `overlapGradient(a, b, upstream)`, a box being
 * vec4(x1, y1, x2, y2). They need u.kind, u.epsilon and `hasNan`.
 */
export const overlapWgsl = `${arcTangent}
const ASPECT = 0.405284735;
fn angleOf(size: vec2<f32>) -> f32 { return arcTangent(size.x / (size.y + u.epsilon)); }
fn overlap(a: vec4<f32>, b: vec4<f32>) -> f32 {
  if (hasNan(a, b)) { return dot(a + b, vec4<f32>(1.0)); }
  let inner = max(min(a.zw, b.zw) - max(a.xy, b.xy), vec2<f32>(0.0));
  let outer = max(max(a.zw, b.zw) - min(a.xy, b.xy), vec2<f32>(0.0));
  let intersection = inner.x * inner.y;
  var sizeA = a.zw - a.xy;
  var sizeB = b.zw - b.xy;
  if (u.kind < 2) {
    sizeA = max(sizeA, vec2<f32>(0.0));
    sizeB = max(sizeB, vec2<f32>(0.0));
    let joined = max(sizeA.x * sizeA.y + sizeB.x * sizeB.y - intersection, u.epsilon);
    let iou = intersection / joined;
    if (u.kind == 0) { return iou; }
    let enclosing = max(outer.x * outer.y, u.epsilon);
    return iou - (enclosing - joined) / enclosing;
  }
  let joined = sizeA.x * sizeA.y + sizeB.x * sizeB.y - intersection + u.epsilon;
  let iou = intersection / joined;
  let diagonal = dot(outer, outer) + u.epsilon;
  let shift = b.xy + b.zw - a.xy - a.zw;
  let diou = iou - dot(shift, shift) / 4.0 / diagonal;
  if (u.kind == 2) { return diou; }
  let turn = angleOf(sizeB) - angleOf(sizeA);
  let aspect = ASPECT * turn * turn;
  if (aspect == 0.0) { return diou; }
  return diou - (aspect * aspect) / (1.0 - iou + aspect);
}`;

export const overlapGradientWgsl = `
struct Gradient { a: vec4<f32>, b: vec4<f32> }
/** The part of max(p, q)'s derivative that is p's: 1 where p is greater, half where they are equal. */
fn share(p: vec4<f32>, q: vec4<f32>) -> vec4<f32> {
  return select(select(vec4<f32>(0.5), vec4<f32>(0.0), p < q), vec4<f32>(1.0), p > q);
}
fn overlapGradient(a: vec4<f32>, b: vec4<f32>, upstream: f32) -> Gradient {
  if (hasNan(a, b)) { return Gradient(a + b, a + b); }
  let raw = min(a.zw, b.zw) - max(a.xy, b.xy);
  let inner = max(raw, vec2<f32>(0.0));
  let outer = max(max(a.zw, b.zw) - min(a.xy, b.xy), vec2<f32>(0.0));
  let intersection = inner.x * inner.y;
  let isClamped = u.kind < 2;
  let sizeA = select(a.zw - a.xy, max(a.zw - a.xy, vec2<f32>(0.0)), isClamped);
  let sizeB = select(b.zw - b.xy, max(b.zw - b.xy, vec2<f32>(0.0)), isClamped);
  let rawUnion = sizeA.x * sizeA.y + sizeB.x * sizeB.y - intersection;
  let joined = select(rawUnion + u.epsilon, max(rawUnion, u.epsilon), isClamped);
  let iou = intersection / joined;
  var dIou = upstream;
  var dUnion = 0.0;
  var dOuter = vec2<f32>(0.0);
  var dShift = vec2<f32>(0.0);
  var dSizeA = vec2<f32>(0.0);
  var dSizeB = vec2<f32>(0.0);
  if (u.kind == 1) {
    let enclosing = max(outer.x * outer.y, u.epsilon);
    dUnion += upstream / enclosing;
    if (enclosing > u.epsilon) { dOuter = (-upstream * joined) / (enclosing * enclosing) * outer.yx; }
  } else if (u.kind >= 2) {
    let diagonal = dot(outer, outer) + u.epsilon;
    let shift = b.xy + b.zw - a.xy - a.zw;
    dShift = (-upstream / 2.0 / diagonal) * shift;
    dOuter = (upstream * dot(shift, shift) / 2.0 / (diagonal * diagonal)) * outer;
    if (u.kind == 3) {
      let turn = angleOf(sizeB) - angleOf(sizeA);
      let aspect = ASPECT * turn * turn;
      if (aspect != 0.0) {
        let ratio = aspect / (1.0 - iou + aspect);
        dIou -= upstream * ratio * ratio;
        let dTurn = -upstream * (2.0 * ratio - ratio * ratio) * 2.0 * ASPECT * turn;
        let legsA = vec2<f32>(sizeA.x, sizeA.y + u.epsilon);
        let legsB = vec2<f32>(sizeB.x, sizeB.y + u.epsilon);
        dSizeA += vec2<f32>(-legsA.y, legsA.x) * (dTurn / dot(legsA, legsA));
        dSizeB += vec2<f32>(legsB.y, -legsB.x) * (dTurn / dot(legsB, legsB));
      }
    }
  }
  dUnion -= (dIou * iou) / joined;
  if (isClamped && rawUnion <= u.epsilon) { dUnion = 0.0; }
  let dIntersection = dIou / joined - dUnion;
  let dInner = select(vec2<f32>(0.0), dIntersection * inner.yx, raw >= vec2<f32>(0.0));
  let free = vec2<bool>(!isClamped);
  dSizeA += select(vec2<f32>(0.0), dUnion * sizeA.yx, free | (a.zw >= a.xy));
  dSizeB += select(vec2<f32>(0.0), dUnion * sizeB.yx, free | (b.zw >= b.xy));
  let greater = share(a, b);
  let rest = vec4<f32>(1.0) - greater;
  return Gradient(
    vec4<f32>(
      -dInner * greater.xy - dOuter * rest.xy - dSizeA - dShift,
      dInner * rest.zw + dOuter * greater.zw + dSizeA - dShift,
    ),
    vec4<f32>(
      -dInner * rest.xy - dOuter * greater.xy - dSizeB + dShift,
      dInner * greater.zw + dOuter * rest.zw + dSizeB + dShift,
    ),
  );
}`;
