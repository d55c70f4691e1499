/** `fn NAMEAdd(i: i32, value: f32)` that adds to a float of an atomic binding, which WGSL has for integers only. */
export function atomicAdd(name: string): string {
  return `
fn ${name}Add(i: i32, value: f32) {
  var old = atomicLoad(&${name}[i]);
  loop {
    let tried = atomicCompareExchangeWeak(&${name}[i], old, bitcast<u32>(bitcast<f32>(old) + value));
    if (tried.exchanged) { break; }
    old = tried.old_value;
  }
}`;
}
