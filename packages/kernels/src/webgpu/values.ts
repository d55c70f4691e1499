/** How many floats a `Value` of a shader holds. */
export type Width = 1 | 4;

/** 4 where neighbouring floats come in fours, such as the channels of a cell, else 1. */
export function widthOf(count: number): Width {
  return count % 4 === 0 ? 4 : 1;
}

/**
 * `Value`, f32 or vec4<f32>, `Condition`, what comparing two gives, and `sumOf(value)`, the sum of its floats: code in
 * their terms reads, indexes and writes four channels at once where they divide by 4.
 */
export function valueTypes(width: Width): string {
  return width === 4
    ? `alias Value = vec4<f32>;
alias Condition = vec4<bool>;
fn sumOf(value: Value) -> f32 { return value.x + value.y + (value.z + value.w); }`
    : `alias Value = f32;
alias Condition = bool;
fn sumOf(value: Value) -> f32 { return value; }`;
}

/** The type of a `Value` of this width. */
export type ValueType = 'f32' | 'vec4<f32>';

/** `nameOfEach(value)`: a function of one float, of each of a value. */
export function ofEach(type: ValueType, name: string): string {
  const floats = type === 'f32' ? ['value'] : ['value.x', 'value.y', 'value.z', 'value.w'];
  const results = floats.map((float) => `${name}(${float})`).join(', ');
  return `fn ${name}OfEach(value: ${type}) -> ${type} { return ${type}(${results}); }`;
}
