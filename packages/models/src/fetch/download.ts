import { open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { type Dispatcher, EnvHttpProxyAgent, fetch, type Response } from 'undici';

/** How far a download is. */
export interface DownloadProgress {
  /** Bytes that are there, of this and of earlier tries. */
  readonly received: number;
  /** Of the whole file; absent where the server does not say. */
  readonly total?: number;
}

export interface DownloadOptions {
  readonly url: string;
  /** File that grows; a part of an earlier try in it is kept where the server sends the rest of the same file. */
  readonly part: string;
  readonly onProgress?: (progress: DownloadProgress) => void;
  readonly signal?: AbortSignal;
  /** Times that a transfer which broke off is taken up again. */
  readonly retries?: number;
  /** Milliseconds before the first of them; twice as long before each further one. */
  readonly pause?: number;
}

/** A server that answers, but not with the file. */
export class HttpStatusError extends Error {
  constructor(
    readonly url: string,
    readonly status: number,
    text: string,
  ) {
    super(`${url} answered ${status}${text === '' ? '' : ` ${text}`}`);
    this.name = 'HttpStatusError';
  }
}

/** Fewer or more bytes came than the server announced. */
class BrokenTransferError extends Error {}

/**
 * Fetches a file over http or https into `part`, through the proxy of the environment (`HTTPS_PROXY`, `HTTP_PROXY`,
 * `NO_PROXY`), following redirects. What is there already is not fetched again: the rest is asked for by `Range`, with
 * `If-Range` where the server gave an `ETag`, so that a file that changed in between begins anew. A transfer that
 * breaks off is taken up again a few times.
 *
 * Errors: an HttpStatusError, or what the network says; `part` then stays, for the next try.
 */
export async function download(options: DownloadOptions): Promise<void> {
  const { retries = 3, pause = 500, signal } = options;
  const dispatcher = new EnvHttpProxyAgent();
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        return await transfer(options, dispatcher);
      } catch (error) {
        if (attempt === retries || !isPassing(error) || signal?.aborted) throw error;
        await new Promise((resolve) => setTimeout(resolve, pause * 2 ** attempt));
      }
    }
  } finally {
    await dispatcher.destroy();
  }
}

async function transfer(
  { url, part, onProgress, signal }: DownloadOptions,
  dispatcher: Dispatcher,
): Promise<void> {
  const tagFile = `${part}.etag`;
  const [have, tag] = await Promise.all([
    stat(part).then(
      ({ size }) => size,
      () => 0,
    ),
    readFile(tagFile, 'utf8').catch(() => undefined),
  ]);
  const response = await fetch(url, {
    dispatcher,
    ...(signal && { signal }),
    headers: {
      // A compressed answer has other bytes than the file, and another length.
      'accept-encoding': 'identity',
      ...(have > 0 && { range: `bytes=${have}-`, ...(tag !== undefined && { 'if-range': tag }) }),
    },
  });
  if (response.status === 416) {
    await response.body?.cancel();
    // The part is as long as the file, or longer: the caller's check of size and sum decides.
    const length = totalOf(response, 0);
    if (length === have) return;
    await rm(part, { force: true });
    throw new BrokenTransferError(`${url} has no byte ${have}`);
  }
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new HttpStatusError(url, response.status, response.statusText);
  }
  const isRest = response.status === 206 && startOf(response) === have;
  const kept = isRest ? have : 0;
  const total = totalOf(response, kept);
  const newTag = response.headers.get('etag');
  if (newTag?.startsWith('"')) await writeFile(tagFile, newTag);
  let received = kept;
  const to = await open(part, isRest ? 'a' : 'w');
  try {
    // Each piece is written as it comes, so that what arrived before a break is there.
    for await (const piece of response.body as AsyncIterable<Uint8Array>) {
      await to.writeFile(piece);
      received += piece.length;
      onProgress?.({ received, ...(total !== undefined && { total }) });
    }
  } finally {
    await to.close();
  }
  if (total !== undefined && received !== total) {
    throw new BrokenTransferError(`${url} sent ${received} of ${total} bytes`);
  }
  await rm(tagFile, { force: true });
}

/** First byte of a partial answer, from `Content-Range: bytes 5-9/10`. */
function startOf(response: Response): number | undefined {
  const start = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
  return start === undefined ? undefined : Number(start);
}

/** Bytes of the whole file, where the server says it. */
function totalOf(response: Response, kept: number): number | undefined {
  const whole = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1];
  if (whole !== undefined) return Number(whole);
  const length = response.headers.get('content-length');
  return response.status === 200 && length !== null ? kept + Number(length) : undefined;
}

/** Whether another try may go better: the transfer broke, or the server is overloaded. */
function isPassing(error: unknown): boolean {
  if (error instanceof BrokenTransferError) return true;
  if (error instanceof HttpStatusError) return error.status === 429 || error.status >= 500;
  const { code, cause } = error as { code?: string; cause?: { code?: string } };
  const given = cause?.code ?? code ?? '';
  // What a socket says when the other side goes away in the middle; undici's name of it is UND_ERR_SOCKET.
  return ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'UND_ERR_SOCKET', 'UND_ERR_BODY_TIMEOUT'].includes(given);
}
