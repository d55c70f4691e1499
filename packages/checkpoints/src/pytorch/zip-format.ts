import { expectThat } from '@tandem-det/base';
import { BYTES_PER_VALUE } from '../numbers/dtypes.ts';
import type { ByteSource } from '../safetensors/source.ts';
import { createStorageList, MAX_PICKLE_BYTES, type PytorchContent } from './content.ts';
import { unpickle } from './pickle/unpickle.ts';
import { checkStorage, storageOf } from './storage.ts';
import { readZip, type ZipMember } from './zip.ts';

/**
 * The format of PyTorch 1.6 and later: a zip file of `NAME/data.pkl` (the pickle), `NAME/data/KEY` (one
 * member per storage, its numbers as they are) and, from 2.1 on, `NAME/byteorder`.
 *
 * Throws where a member is missing, a storage is shorter than the pickle declares (PyTorch 1.13 returns
 * what lies in memory behind it) or the numbers are big-endian.
 */
export async function readZipFormat(source: ByteSource): Promise<PytorchContent> {
  const members = await readZip(source);
  const pickles = [...members.keys()].filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  const [pickle, ...rest] = pickles;
  expectThat(
    pickle !== undefined && rest.length === 0,
    source.name,
    'a zip file of PyTorch, with one NAME/data.pkl',
    `${pickles.length} of them among ${members.size} members`,
  );
  const folder = pickle.slice(0, -'data.pkl'.length);
  await checkByteOrder(source.name, members.get(`${folder}byteorder`));
  const where = `${source.name}, ${pickle}`;
  const list = createStorageList(storageOf);
  const root = unpickle(where, await readPickle(where, members.get(pickle)!), list.persistent);
  const memberOf = (key: string): ZipMember => {
    const member = members.get(`${folder}data/${key}`);
    expectThat(member !== undefined, `${where}, storage "${key}"`, `a member data/${key}`, 'none');
    return member;
  };
  for (const storage of list.storages) checkStorage(where, storage, memberOf(storage.key).size);
  return {
    root,
    read({ key, dtype }, first, count) {
      return memberOf(key).read(first * BYTES_PER_VALUE[dtype], count * BYTES_PER_VALUE[dtype]);
    },
  };
}

async function readPickle(where: string, member: ZipMember): Promise<Uint8Array> {
  expectThat(
    member.size <= MAX_PICKLE_BYTES,
    where,
    `a pickle of at most ${MAX_PICKLE_BYTES} bytes`,
    `${member.size}`,
  );
  return member.read(0, member.size);
}

async function checkByteOrder(where: string, member: ZipMember | undefined): Promise<void> {
  if (member === undefined) return;
  const order = new TextDecoder().decode(await member.read(0, Math.min(member.size, 16)));
  expectThat(order === 'little', `${where}, byteorder`, 'little', order);
}
