/** The part of the compiler's interface in use. Its own types redefine `console` for the whole program. */
declare module 'assemblyscript/asc' {
  const asc: {
    main(
      parameters: readonly string[],
      options: { writeFile?: (name: string, contents: Uint8Array | string, folder: string) => void },
    ): Promise<{ error: Error | null; stderr: { toString(): string } }>;
  };
  export default asc;
}
