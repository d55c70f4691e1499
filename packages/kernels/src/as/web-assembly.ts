/** The parts of the WebAssembly interface that this package uses; neither Node's types nor ES2023 hold them. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
}

/** A compiled module, which can be sent to other threads. */
export interface WasmCode {
  readonly __wasmCode: never;
}

interface Interface {
  readonly Module: new (bytes: Uint8Array) => WasmCode;
  readonly Instance: new (
    code: WasmCode,
    imports: { readonly env: { readonly memory: WasmMemory } },
  ) => { readonly exports: unknown };
  validate(bytes: Uint8Array): boolean;
}

export const webAssembly = (globalThis as unknown as { readonly WebAssembly: Interface }).WebAssembly;
