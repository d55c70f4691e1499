import { ExpectationError } from '@tandem-det/base';

/** What was expected of the server and what to do, by the first word of a reply that refuses a command. */
const refusals: Readonly<Record<string, readonly [expected: string, remedy: string]>> = {
  WRONGPASS: ['a server that lets in', 'Correct user and password: redis://user:password@host:port.'],
  NOAUTH: ['a server that lets in', 'It asks for a password: redis://:password@host:port.'],
  NOPERM: ['a user with all rights on keys that begin with bull:', 'Give the rights, or name another user.'],
  OOM: [
    'room in its memory',
    'Raise its maxmemory, or delete what else it keeps, then start again to go on.',
  ],
  READONLY: ['a server that can be written to', 'Give the URL of the primary, of which this one is a copy.'],
  MISCONF: ['a server that can save its data', 'Make room on its disk, then start again to go on.'],
};

/** A URL without user and password. */
export function shownUrl(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}

/** The error of a connection, or a reply that refuses a command, with what to do about it. */
export function redisError(url: string, error: NodeJS.ErrnoException): ExpectationError {
  const word = Object.keys(refusals).find((each) => new RegExp(`(^|\\b)${each} `).test(error.message));
  const [expected, remedy] =
    word === undefined
      ? (['a server that answers', 'Start one with redis-server, or correct the URL.'] as const)
      : refusals[word]!;
  const got = error.code ?? error.message.replace(/\.?( script:.*)?$/s, '');
  return new ExpectationError(`Redis at ${shownUrl(url)}`, expected, got, remedy);
}

/** The same for replies that refuse a command; any other error as it is. */
export function refusalOf(url: string, error: unknown): unknown {
  return error instanceof Error && error.name === 'ReplyError' ? redisError(url, error) : error;
}
