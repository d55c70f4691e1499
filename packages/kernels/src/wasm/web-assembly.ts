/** The parts of the WebAssembly interface that this package uses; neither Node's types nor ES2023 hold them. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
}

/** A memory of this package's own; in pages of 64 KiB. */
export interface GrowingMemory extends WasmMemory {
  grow(pages: number): number;
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
  readonly Memory: new (pages: { readonly initial: number; readonly maximum: number }) => GrowingMemory;
  validate(bytes: Uint8Array): boolean;
}

export const webAssembly = (globalThis as unknown as { readonly WebAssembly: Interface }).WebAssembly;
