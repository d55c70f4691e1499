import { describe, expect, it } from 'vitest';
import { imageFolder } from '../files/image-folder.ts';
import { type ImageEvidence, matchImage } from './match-image.ts';

const small = { width: 80, height: 60 };
const large = { width: 160, height: 120 };

/** The match among images with these sizes. */
function match(images: Readonly<Record<string, typeof small>>, evidence: Partial<ImageEvidence>) {
  const folder = imageFolder(Object.keys(images));
  const all = { stem: 'a', fileName: undefined, path: undefined, size: small, ...evidence };
  return matchImage('a.xml: filename', all, folder, async (image) => [images[image]!]);
}

describe('the image of an annotation', () => {
  it('is the one of its own name where <filename> says the same, nothing, or what is not there', async () => {
    const images = { 'a.jpg': small, 'b.jpg': small };
    const own = { image: 'a.jpg', isThere: true, isOwn: true };
    for (const fileName of [undefined, 'a.jpg', 'renamed.png', 'C:\\data\\images\\a.jpg']) {
      expect(await match(images, { fileName })).toEqual(own);
    }
  });

  it('is the one of its own name although <filename> names another, which is told', async () => {
    const images = { 'img_0.jpg': small, 'img_1.jpg': small };
    expect(await match(images, { stem: 'img_0', fileName: 'img_1.jpg' })).toEqual({
      image: 'img_0.jpg',
      isThere: true,
      isOwn: true,
      disagrees: 'img_1.jpg',
    });
  });

  it('is the other where the size fits that alone', async () => {
    const images = { 'img_0.jpg': large, 'img_1.jpg': small };
    expect(await match(images, { stem: 'img_0', fileName: 'img_1.jpg' })).toEqual({
      image: 'img_1.jpg',
      isThere: true,
      isOwn: false,
      disagrees: 'img_0.jpg',
    });
  });

  it('is the one that <filename> names where none has its own name', async () => {
    const images = { 'dog.jpg': small, 'sub/cat.jpg': small };
    expect((await match(images, { fileName: 'D:\\x\\dog.jpg' })).image).toBe('dog.jpg');
    expect((await match(images, { fileName: 'cat.jpg' })).image).toBe('sub/cat.jpg');
    expect((await match(images, { fileName: 'dog' })).image).toBe('dog.jpg');
    expect(await match(images, { fileName: 'cow.jpg' })).toEqual({
      image: 'cow.jpg',
      isThere: false,
      isOwn: false,
    });
  });

  it('among twins is the one that <filename> names, or the size fits', async () => {
    const twins = { 'a.jpg': small, 'a.png': small };
    expect((await match(twins, { fileName: 'C:\\data\\images\\a.jpg' })).image).toBe('a.jpg');
    expect((await match({ ...twins, 'a.png': large }, {})).image).toBe('a.jpg');
    for (const fileName of [undefined, 'a', 'c.jpg']) {
      await expect(match(twins, { fileName })).rejects.toThrow(
        'a.xml: filename: expected one image that it is of, got a.jpg and a.png, either of which could be meant. Name the right one in <filename>, or move the others elsewhere.',
      );
    }
    await expect(match(twins, { size: undefined })).rejects.toThrow('either of which could be meant');
  });

  it('among folders is the one that <filename> or <path> lie in', async () => {
    const images = { 'cam1/0001.jpg': small, 'cam2/0001.jpg': small };
    expect((await match(images, { stem: 'cam2/0001', fileName: '0001.jpg' })).image).toBe('cam2/0001.jpg');
    expect((await match(images, { stem: 'x', fileName: 'cam1/0001.jpg' })).image).toBe('cam1/0001.jpg');
    const path = '/home/me/cam1/0001.jpg';
    expect((await match(images, { stem: 'x', fileName: '0001.jpg', path })).image).toBe('cam1/0001.jpg');
    await expect(match(images, { stem: 'x', fileName: '0001.jpg' })).rejects.toThrow('either of which');
  });
});
