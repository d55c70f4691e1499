import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FetchWeightsOptions, fetchWeights } from './fetch-weights.ts';
import { fileServer, type Misbehavior } from './file-server.fixture.ts';

/** Begins as a zip does; long enough to arrive in several pieces. */
const CONTENT = Buffer.from(`PK${'weights '.repeat(40_000)}`);
const OTHER = Buffer.from(CONTENT.map((byte, index) => (index === CONTENT.length - 1 ? byte ^ 1 : byte)));
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');

let folder: string;
let server: Awaited<ReturnType<typeof fileServer>> | undefined;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tandem-models-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server?.close();
  server = undefined;
  await rm(folder, { recursive: true });
});

async function serve(content = CONTENT, options: Parameters<typeof fileServer>[1] = {}) {
  server = await fileServer(content, options);
  return server;
}

const published = (more: object = {}) => ({
  name: 'small',
  weights: {
    urls: [`${server?.url}/v1/small.pth`],
    fileName: 'small.pth',
    size: CONTENT.length,
    sha256: SHA256,
    ...more,
  },
});

const get = (model = published(), options: FetchWeightsOptions = {}) =>
  fetchWeights(model, { folder, pause: 1, ...options });

/** Sends the first half of what was asked for and hangs up, for the first `times` requests. */
const breaksOff =
  (times: number): Misbehavior =>
  (request, response, index) => {
    if (index >= times) return false;
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const rest = CONTENT.subarray(start);
    const range = { 'content-range': `bytes ${start}-${CONTENT.length - 1}/${CONTENT.length}` };
    response.writeHead(start > 0 ? 206 : 200, {
      etag: '"1"',
      'content-length': rest.length,
      ...(start > 0 && range),
    });
    response.write(rest.subarray(0, rest.length >> 1), () => response.destroy());
    return true;
  };

describe('fetchWeights', () => {
  it('downloads once, says how far it is, and takes the file that is there afterwards', async () => {
    await serve();
    const received: number[] = [];
    const file = await get(published(), {
      onProgress: ({ received: bytes, total }) => {
        received.push(bytes);
        expect(total).toBe(CONTENT.length);
      },
    });
    expect(file).toBe(path.join(folder, 'small.pth'));
    expect(await readFile(file)).toEqual(CONTENT);
    expect(received.at(-1)).toBe(CONTENT.length);
    expect(received).toEqual(received.toSorted((a, b) => a - b));
    expect(await get()).toBe(file);
    expect(server!.requests).toEqual([{ path: '/v1/small.pth', range: undefined }]);
    expect(await readdir(folder)).toEqual(['small.pth']);
  });

  it('goes on where a transfer broke off', async () => {
    await serve(CONTENT, { misbehave: breaksOff(2) });
    expect(await readFile(await get())).toEqual(CONTENT);
    const starts = server!.requests.map(({ range }) => Number(/\d+/.exec(range ?? '0')![0]));
    expect(starts).toHaveLength(3);
    expect(starts[0]).toBe(0);
    expect(starts[1]).toBeGreaterThan(0);
    expect(starts[2]).toBeGreaterThan(starts[1]!);
  });

  it('goes on with the part of an earlier call that gave up', async () => {
    await serve(CONTENT, { misbehave: breaksOff(1) });
    await expect(get(published(), { retries: 0 })).rejects.toThrow('weights of small: expected');
    expect((await readdir(folder)).toSorted()).toEqual(['small.pth.part', 'small.pth.part.etag']);
    expect(await readFile(await get())).toEqual(CONTENT);
    expect(server!.requests[1]!.range).toMatch(/^bytes=\d+-$/);
    expect(await readdir(folder)).toEqual(['small.pth']);
  });

  it('begins anew where the part is of another file, whether the server says so or not', async () => {
    for (const etag of ['"2"', null]) {
      await serve(CONTENT, { etag });
      await writeFile(path.join(folder, 'small.pth.part'), 'PK of something else');
      await writeFile(path.join(folder, 'small.pth.part.etag'), '"1"');
      expect(await readFile(await get())).toEqual(CONTENT);
      await rm(path.join(folder, 'small.pth'));
      await server!.close();
    }
  });

  it('refuses another file of the same length, and keeps nothing of it', async () => {
    await serve(OTHER);
    await expect(get()).rejects.toThrow(
      `expected a SHA-256 ${SHA256}, got ${createHash('sha256').update(OTHER).digest('hex')}. ` +
        `${server!.url}/v1/small.pth has another file than the published one; nothing was kept.`,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('compares as many digits of the sum as are published', async () => {
    await serve(OTHER);
    await expect(get(published({ sha256: SHA256.slice(0, 8) }))).rejects.toThrow(
      `expected a SHA-256 that begins with ${SHA256.slice(0, 8)}, got`,
    );
    await server!.close();
    await serve();
    expect(await readFile(await get(published({ sha256: SHA256.slice(0, 8) })))).toEqual(CONTENT);
  });

  it('refuses a file of another length', async () => {
    await serve(CONTENT.subarray(0, 1000));
    await expect(get()).rejects.toThrow(`expected ${CONTENT.length} bytes, got 1000.`);
    expect(await readdir(folder)).toEqual([]);
  });

  it('refuses a web page where nothing is published of the file', async () => {
    await serve(Buffer.from('<!doctype html><title>Sign in</title>'));
    const model = { name: 'small', weights: { urls: [server!.url], fileName: 'small.pth' } };
    await expect(get(model as never)).rejects.toThrow(
      'expected a file of PyTorch or safetensors, got one that begins with 3c21646f6374797065.',
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('fails, after some tries, where the server announces more than it sends', async () => {
    await serve(CONTENT, {
      misbehave: (_, response) => {
        response.writeHead(200, { 'content-length': CONTENT.length * 2 });
        response.write(CONTENT, () => response.destroy());
        return true;
      },
    });
    await expect(get(published(), { retries: 1 })).rejects.toThrow(
      'weights of small: expected the file small.pth from the network, got',
    );
    expect(server!.requests).toHaveLength(2);
    expect(await readdir(folder)).not.toContain('small.pth');
  });

  it('follows redirects', async () => {
    await serve(CONTENT, {
      misbehave: (request, response) => {
        if (request.url !== '/v1/small.pth') return false;
        response.writeHead(302, { location: '/elsewhere/abc' }).end();
        return true;
      },
    });
    expect(await readFile(await get())).toEqual(CONTENT);
    expect(server!.requests.map((request) => request.path)).toEqual(['/v1/small.pth', '/elsewhere/abc']);
  });

  it('tries an overloaded server again, and another URL after one that has nothing', async () => {
    await serve(CONTENT, {
      misbehave: (request, response, index) => {
        if (request.url === '/gone') response.writeHead(404).end();
        else if (index === 1) response.writeHead(503).end();
        else return false;
        return true;
      },
    });
    const urls = [`${server!.url}/gone`, `${server!.url}/here`];
    expect(await readFile(await get(published({ urls })))).toEqual(CONTENT);
    expect(server!.requests.map((request) => request.path)).toEqual(['/gone', '/here', '/here']);
  });

  it('says what to fetch by hand and where to put it where the file is not found', async () => {
    await serve(CONTENT, {
      misbehave: (_, response) => {
        response.writeHead(404, 'Not Found').end();
        return true;
      },
    });
    const url = `${server!.url}/v1/small.pth`;
    await expect(get()).rejects.toThrow(
      `weights of small: expected the file small.pth from the network, got ${url}: ${url} answered 404 Not Found. ` +
        `Without a network, fetch ${url} elsewhere and put it at ${path.join(folder, 'small.pth')}. ` +
        'Another source: TANDEM_MODELS_URL. Any file of this model: --weights FILE.',
    );
  });

  it('says the same without a network', async () => {
    // Nothing listens on the port of a server that has closed.
    await serve();
    const model = published();
    await server!.close();
    await expect(get(model, { retries: 0 })).rejects.toThrow(
      /got .*small\.pth: ECONNREFUSED\. Without a network/,
    );
  });

  it('names the page of a file that has no URL', async () => {
    const model = published({ urls: [], page: 'https://example.org/models' });
    await expect(get(model)).rejects.toThrow(
      'weights of small: expected the file small.pth, got none, and it is published on a page only. ' +
        `Fetch it from https://example.org/models and put it at ${path.join(folder, 'small.pth')}, ` +
        'or give its path: --weights FILE.',
    );
  });

  it('asks a mirror alone where there is one', async () => {
    await serve();
    const model = published({ urls: ['http://127.0.0.1:9/never.pth'] });
    expect(await readFile(await get(model, { mirror: `${server!.url}/mirror/` }))).toEqual(CONTENT);
    expect(server!.requests[0]!.path).toBe('/mirror/small.pth');
    vi.stubEnv('TANDEM_MODELS_URL', 'ftp://example.org');
    await rm(path.join(folder, 'small.pth'));
    await expect(get(model)).rejects.toThrow(
      'TANDEM_MODELS_URL: expected an http or https URL, got "ftp://example.org".',
    );
  });

  it('goes through the proxy of the environment', async () => {
    await serve();
    const asked: string[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, client) => {
      asked.push(request.url!);
      const upstream = connect(Number(request.url!.split(':')[1]), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
      upstream.on('error', () => client.destroy());
      client.on('error', () => upstream.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    vi.stubEnv('http_proxy', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    vi.stubEnv('no_proxy', '');
    expect(await readFile(await get())).toEqual(CONTENT);
    expect(asked).toEqual([new URL(server!.url).host]);
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
  });

  it('downloads once where two processes ask at the same time', async () => {
    await serve(CONTENT, {
      // Slow enough that both are there before the first is done.
      misbehave: (_, response) => {
        response.writeHead(200, { 'content-length': CONTENT.length });
        response.write(CONTENT.subarray(0, 1000));
        setTimeout(() => response.end(CONTENT.subarray(1000)), 3000);
        return true;
      },
    });
    const script = fileURLToPath(new URL('fetch-once.fixture.ts', import.meta.url));
    const words = ['--import', 'tsx', '--conditions=@tandem-det/source', script];
    const job = JSON.stringify({ model: published(), options: { folder } });
    const runs = [1, 2].map(() => promisify(execFile)(process.execPath, [...words, job]));
    const files = (await Promise.all(runs)).map(({ stdout }) => stdout.trim());
    expect(files).toEqual([path.join(folder, 'small.pth'), path.join(folder, 'small.pth')]);
    expect(server!.requests).toHaveLength(1);
    expect(await readdir(folder)).toEqual(['small.pth']);
  });

  it('stops when told to, and goes on afterwards', async () => {
    const stop = new AbortController();
    await serve(CONTENT, {
      misbehave: (_, response, index) => {
        if (index > 0) return false;
        response.writeHead(200, { etag: '"1"', 'content-length': CONTENT.length });
        response.write(CONTENT.subarray(0, 1000));
        return true;
      },
    });
    const options = { signal: stop.signal, onProgress: () => stop.abort() };
    await expect(get(published(), options)).rejects.toThrow('aborted');
    expect(await readFile(await get())).toEqual(CONTENT);
  });

  it('says that a folder cannot be made', async () => {
    await serve();
    await writeFile(path.join(folder, 'file'), '');
    const within = path.join(folder, 'file', 'models');
    await expect(get(published(), { folder: within })).rejects.toThrow(
      `folder of models ${within}: expected a folder to write to, got ENOTDIR. Set TANDEM_MODELS_DIR to another one.`,
    );
  });
});
