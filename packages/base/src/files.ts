export { removeUnfinished, replaceFile } from './replace-file.ts';
