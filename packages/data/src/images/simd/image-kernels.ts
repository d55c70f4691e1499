import { resizeModule } from './resize.generated.ts';

/** What `assembly/index.ts` exports. */
export interface ResizeKernel {
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

let kernel: ResizeKernel | undefined;

/** The kernel of this thread, with a memory of at least so many bytes. */
export function resizeKernel(bytes: number): ResizeKernel {
  kernel ??= new Instance(new Module(resizeBytes())).exports as ResizeKernel;
  const lacking = bytes - kernel.memory.buffer.byteLength;
  if (lacking > 0) kernel.memory.grow(Math.ceil(lacking / PAGE_BYTES));
  return kernel;
}

/** The compiled module. */
export function resizeBytes(): Uint8Array {
  return Buffer.from(resizeModule, 'base64');
}
