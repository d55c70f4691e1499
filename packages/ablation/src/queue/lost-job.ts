/** How BullMQ 6 says that a job is not this worker's any more: another has it, has done it, or it was removed. */
const LOST =
  /^(?:could not renew lock for job|Missing (?:lock|key) for job|Lock mismatch for job|Job(?=.* is not in the )) (\w+)/;

/** The id of the job that an error says this worker has lost; undefined for any other error. */
export function lostJob({ message }: Error): string | undefined {
  return LOST.exec(message)?.[1];
}
