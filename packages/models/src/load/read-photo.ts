import { fileURLToPath } from 'node:url';
import { ExpectationError } from '@tandem-det/base';
import { type ColorProfile, decodeBytes, decodeImage, type RgbImage } from '@tandem-det/data';
import { EnvHttpProxyAgent, fetch } from 'undici';

/** A photograph: the path of a file, a URL, the bytes of an image file, or pixels. */
export type Photo = string | URL | Uint8Array | RgbImage;

/** The pixels of a photograph. Throws an ExpectationError for one that cannot be had or read. */
export async function readPhoto(photo: Photo, colorProfile: ColorProfile): Promise<RgbImage> {
  if (photo instanceof Uint8Array) return decodeBytes(photo, { colorProfile });
  if (typeof photo === 'string' && !/^(https?|file):\/\//.test(photo)) {
    return decodeImage(photo, 'upright', colorProfile);
  }
  if (typeof photo === 'string' || photo instanceof URL) return readUrl(new URL(photo), colorProfile);
  const { width, height, data } = photo;
  if (data?.length === width * height * 3 && width >= 1 && height >= 1) return photo;
  throw new ExpectationError(
    'detect: pixels',
    'width, height and width · height · 3 bytes of data, red green blue',
    `${width}×${height} with ${data?.length ?? 'no'} bytes`,
  );
}

async function readUrl(url: URL, colorProfile: ColorProfile): Promise<RgbImage> {
  if (url.protocol === 'file:') return decodeImage(fileURLToPath(url), 'upright', colorProfile);
  const dispatcher = new EnvHttpProxyAgent();
  try {
    const response = await fetch(url, { dispatcher });
    if (!response.ok) throw unreachable(url, `status ${response.status}`);
    return await decodeBytes(new Uint8Array(await response.arrayBuffer()), { name: url.href, colorProfile });
  } catch (error) {
    if (error instanceof ExpectationError) throw error;
    const { message, cause } = error as Error & { cause?: { code?: string } };
    throw unreachable(url, cause?.code ?? message);
  } finally {
    await dispatcher.destroy();
  }
}

function unreachable(url: URL, why: string): ExpectationError {
  return new ExpectationError(url.href, 'an image', why);
}
