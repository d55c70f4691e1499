/** Passes on what is new: a text once, however often it comes, until `reset`. */
export function told(tell: (text: string) => void): {
  readonly tell: (text: string) => void;
  readonly reset: () => void;
} {
  const known = new Set<string>();
  return {
    tell(text) {
      if (known.has(text)) return;
      known.add(text);
      tell(text);
    },
    reset: () => known.clear(),
  };
}
