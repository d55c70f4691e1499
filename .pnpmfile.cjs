/** The condition by which tests and programs of this repository read sources; none is packed. */
const SOURCE = '@tandem-det/source';

/** The exports that a published package can resolve. What has nothing but a source is for this repository alone. */
function publishedExports(exports) {
  const built = Object.entries(exports).map(([entry, { [SOURCE]: _, ...targets }]) => [entry, targets]);
  return Object.fromEntries(built.filter(([, targets]) => Object.keys(targets).length > 0));
}

module.exports = {
  hooks: {
    beforePacking: (manifest) => ({ ...manifest, exports: publishedExports(manifest.exports) }),
  },
};
