import { kernelsModule } from './kernels.generated.ts';

/** What `assembly/index.ts` exports. */
export interface ImageKernels {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): void };
  resizeRows(
    input: number,
    inputWidth: number,
    firstRow: number,
    columns: number,
    width: number,
    rows: number,
    begin: number,
    end: number,
    line: number,
    output: number,
  ): void;
  interpolateRows(
    input: number,
    inputWidth: number,
    firstRow: number,
    columns: number,
    width: number,
    rows: number,
    begin: number,
    end: number,
    lines: number,
    output: number,
  ): void;
  flipRows(input: number, width: number, rows: number, output: number): void;
  normalizePixels(input: number, pixels: number, first: 0 | 2, tables: number, output: number): void;
}

/** The parts of the WebAssembly interface in use; neither Node's types nor ES2023 hold them. */
const { Module, Instance } = (
  globalThis as unknown as {
    readonly WebAssembly: {
      readonly Module: new (bytes: Uint8Array) => object;
      readonly Instance: new (module: object) => { readonly exports: unknown };
    };
  }
).WebAssembly;

const PAGE_BYTES = 2 ** 16;

let kernels: ImageKernels | undefined;

/** The kernels of this thread, with a memory of at least so many bytes. */
export function imageKernels(bytes: number): ImageKernels {
  kernels ??= new Instance(new Module(kernelsBytes())).exports as ImageKernels;
  const lacking = bytes - kernels.memory.buffer.byteLength;
  if (lacking > 0) kernels.memory.grow(Math.ceil(lacking / PAGE_BYTES));
  return kernels;
}

/** The compiled module. */
export function kernelsBytes(): Uint8Array {
  return Buffer.from(kernelsModule, 'base64');
}
