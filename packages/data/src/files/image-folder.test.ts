import { expect, it } from 'vitest';
import { hasEnding, isImageName, plainName } from './file-kinds.ts';
import { imageFolder } from './image-folder.ts';

const folder = imageFolder([
  'a.jpg',
  'cam1/0001.jpg',
  'cam2/0001.jpg',
  'my photo.png',
  'notes.txt',
  'sub/e.jpg',
  'twin.jpg',
  'twin.png',
  'u\u0308bung.png',
]);

it('takes names for images by their ending, in capitals too', () => {
  const names = ['a.JPG', 'b.bmp', 'c.jfif', 'd.ppm', '._a.jpg', 'e.txt', '.jpg', 'f.svg'];
  expect(names.filter(isImageName)).toEqual(['a.JPG', 'b.bmp', 'c.jfif', 'd.ppm']);
  expect(hasEnding('x/A.XML', ['.xml'])).toBe(true);
});

it('compares names as people do', () => {
  expect(plainName('.\\sub\\my%20photo%C3%BC')).toBe('sub/my photoü');
  expect(plainName('100%.jpg')).toBe('100%.jpg');
  expect(plainName('100%ff.jpg')).toBe('100%ff.jpg'); // no UTF-8
});

it('finds the one file that is meant, however it is written', () => {
  expect(folder.find('übung.png')).toBe('u\u0308bung.png');
  expect(folder.find('sub\\e.jpg')).toBe('sub/e.jpg');
  expect(folder.find('my%20photo.png')).toBe('my photo.png');
  expect(folder.find('A.JPG')).toBeUndefined();
  expect(folder.find('e.jpg')).toBeUndefined();
});

it('finds all that could be meant by a stem or a path', () => {
  expect(folder.withStem('twin')).toEqual(['twin.jpg', 'twin.png']);
  expect(folder.withStem('cam2/0001')).toEqual(['cam2/0001.jpg']);
  expect(folder.withStem('0001')).toEqual(['cam1/0001.jpg', 'cam2/0001.jpg']);
  expect(folder.withName('C:\\data\\cam2\\0001.jpg')).toEqual(['cam2/0001.jpg']);
  expect(folder.withName('/x/y/0001.jpg')).toEqual(['cam1/0001.jpg', 'cam2/0001.jpg']);
  expect(folder.withName('none.jpg')).toEqual([]);
});

it('names the near one', () => {
  expect(folder.near('A.JPG')).toBe('a.jpg');
  expect(folder.near('images/a.jpg')).toBe('a.jpg');
  expect(folder.near('My Photo.jpeg')).toBe('my photo.png');
  expect(folder.near('0002.jpg')).toBeUndefined(); // the next of a series is another image
  expect(folder.near('zebra.jpg')).toBeUndefined();
});
