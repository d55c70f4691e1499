/** Milliseconds of this process: as the clock on the wall has them, and of all its threads together. */
export interface Clock {
  readonly wall: number;
  readonly cpu: number;
}

export function readClock(): Clock {
  const { user, system } = process.cpuUsage();
  return { wall: performance.now(), cpu: (user + system) / 1000 };
}
