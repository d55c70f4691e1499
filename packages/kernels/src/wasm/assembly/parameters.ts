/** The whole number in place `index` of a block of parameters. */
export function integer(parameters: usize, index: usize): i32 {
  return load<i32>(parameters + (index << 2));
}

/** The address in place `index` of a block of parameters. */
export function address(parameters: usize, index: usize): usize {
  return load<usize>(parameters + (index << 2));
}

/** The number in place `index` of a block of parameters. */
export function number(parameters: usize, index: usize): f32 {
  return load<f32>(parameters + (index << 2));
}
