/**
 * Version of what the ops of the native kernels take and give. It is part of their names and of the library's exports,
 * so that a library that was built for another version is never called: raise it with every change of an op.
 */
export const ADDON_VERSION = 1;

/** The name in TensorFlow's registry of one of the native kernels' ops. */
export function addonOp(name: string): string {
  return `Tandem${ADDON_VERSION}${name}`;
}
