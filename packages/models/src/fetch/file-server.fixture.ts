import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers a request in some way of its own; true where it did. */
export type Misbehavior = (request: IncomingMessage, response: ServerResponse, index: number) => boolean;

/** A server on this machine that has one file at every path, understands ranges, and can misbehave first. */
export async function fileServer(
  content: Buffer,
  { misbehave = () => false, etag = '"1"' }: { misbehave?: Misbehavior; etag?: string | null } = {},
) {
  const requests: { readonly path: string; readonly range: string | undefined }[] = [];
  const server = createServer((request, response) => {
    const { range, 'if-range': condition } = request.headers;
    requests.push({ path: request.url!, range });
    if (misbehave(request, response, requests.length - 1)) return;
    const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    const headers = etag === null ? {} : { etag };
    if (start > 0 && (condition === undefined || condition === etag)) {
      const rest = content.subarray(start);
      const contentRange = `bytes ${start}-${content.length - 1}/${content.length}`;
      response.writeHead(206, { ...headers, 'content-length': rest.length, 'content-range': contentRange });
      response.end(rest);
      return;
    }
    response.writeHead(200, { ...headers, 'content-length': content.length });
    response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
