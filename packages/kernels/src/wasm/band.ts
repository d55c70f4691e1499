/**
 * What a convolution kernel reads: a grid of output places, each of which looks at the same taps around its
 * own place in the source.
 */
export interface Band {
  /** Address of the first channel that is read. */
  readonly source: number;
  readonly height: number;
  readonly width: number;
  /** Channels that a pixel of the source has. */
  readonly pixelChannels: number;
  /** Channels that are read. */
  readonly channels: number;
  readonly batch: number;
  /** Output places of one image. */
  readonly rows: number;
  readonly columns: number;
  /** Source pixels from one output place to the next. */
  readonly stepY: number;
  readonly stepX: number;
  /** Source pixel that the first tap of output place (0, 0) reads. */
  readonly originY: number;
  readonly originX: number;
  /** Taps relative to the first, ascending. */
  readonly tapsY: readonly number[];
  readonly tapsX: readonly number[];
}

/** How a band is cut and read. */
export interface BandPlan {
  /** The kernels' first parameters. */
  readonly parameters: readonly number[];
  /** Runs of values that are read one after the other: row and column of each, relative to the first tap. */
  readonly runs: readonly (readonly [number, number])[];
  /** Values of each run. */
  readonly runLength: number;
  readonly bandRows: number;
  readonly bands: number;
  /** Bytes of a copy of what one band reads; 0 where it is read in place. */
  readonly copyBytes: number;
}

/** About what stays in a core's second-level cache beside the filter. */
const COPY_BYTES = 192 * 1024;
/** Bytes past the end of a copy that a kernel may read. */
const SLACK = 64;

export interface BandOptions {
  /** Output places of a band, about: enough to pay for what is loaded once per band. */
  readonly places?: number;
  /** Whether the kernel reads no further than the taps. */
  readonly mayReadInPlace?: boolean;
}

/** Chooses how to cut and read a band. */
export function planBand(band: Band, { places = 480, mayReadInPlace = true }: BandOptions = {}): BandPlan {
  const { height, width, rows, columns, stepY, stepX, originY, originX, tapsY, tapsX, channels } = band;
  const spanY = (tapsY.at(-1) ?? 0) + 1;
  const spanX = (tapsX.at(-1) ?? 0) + 1;
  const isInside =
    originY >= 0 &&
    originX >= 0 &&
    (rows - 1) * stepY + originY + spanY <= height &&
    (columns - 1) * stepX + originX + spanX <= width;
  const isDirect = mayReadInPlace && isInside;
  const isContiguous = tapsX.length === spanX && (!isDirect || band.pixelChannels === channels);
  const runs = isContiguous
    ? tapsY.map((y) => [y, 0] as const)
    : tapsY.flatMap((y) => tapsX.map((x) => [y, x] as const));
  const rowBytes = 4 * channels * ((columns - 1) * stepX + spanX);
  const allRows = band.batch * rows;
  const bandRows = Math.min(
    allRows,
    rowsOfBand(columns, places, isDirect ? 0 : rowBytes * stepY, rowBytes * Math.max(0, spanY - stepY)),
  );
  const images = Math.ceil((bandRows - 1) / rows) + 1;
  const lines = bandRows * stepY + images * spanY;
  return {
    parameters: [
      band.source,
      height,
      width,
      4 * band.pixelChannels,
      channels,
      rows,
      columns,
      band.batch,
      stepY,
      stepX,
      originY,
      originX,
      spanY,
      spanX,
      Number(isDirect),
      bandRows,
    ],
    runs,
    runLength: isContiguous ? spanX * channels : channels,
    bandRows,
    bands: Math.ceil(allRows / bandRows),
    copyBytes: isDirect ? 0 : lines * rowBytes + SLACK,
  };
}

/** As many rows as fit, preferring a number whose places fill tiles of four. */
function rowsOfBand(columns: number, places: number, bytesPerRow: number, bytesOnce: number): number {
  const fitting = Math.floor((COPY_BYTES - bytesOnce) / bytesPerRow);
  const most = Math.max(1, Math.min(fitting, Math.ceil(places / columns)));
  for (let rows = most; rows > most / 2; rows--) if ((rows * columns) % 4 === 0) return rows;
  return most;
}
