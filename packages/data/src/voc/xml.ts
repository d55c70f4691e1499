import { ExpectationError } from '@tandem-det/base';
import { DOMParser, type Element, type Node } from '@xmldom/xmldom';

/** An element of an XML file and the path to it, for errors such as `a.xml: object[2].name: expected ...`. */
export interface XmlField {
  readonly file: string;
  /** Empty for the root. */
  readonly path: string;
  /** Undefined where the file has no such element. */
  readonly element: Element | undefined;
}

/** The root of an XML text, which must have this name. Only the standard entities are known: nothing expands. */
export function parseXml(file: string, text: string, rootName: string): XmlField {
  const root = rootOf(file, text);
  if (root.nodeName !== rootName) {
    throw new ExpectationError(file, `the root element <${rootName}>`, `<${root.nodeName}>`);
  }
  return { file, path: '', element: root };
}

function rootOf(file: string, text: string): Element {
  try {
    const stop = (_level: string, message: string) => {
      throw new SyntaxError(message);
    };
    // White space before the declaration is what many a script leaves there.
    const trimmed = text.replace(/^\s+(?=<\?xml)/, '');
    return new DOMParser({ onError: stop }).parseFromString(trimmed, 'text/xml').documentElement!;
  } catch (error) {
    const message = (error as Error).message
      .trim()
      .replaceAll(/\s+/g, ' ')
      .replace(/^.* caused SyntaxError: /, '');
    const remedy = 'The file may be cut off or of another format.';
    throw new ExpectationError(file, 'an XML file', `a syntax error (${message})`, remedy);
  }
}

/** The first child with this name; none there is an undefined element. */
export function child(field: XmlField, name: string): XmlField {
  return { file: field.file, path: below(field, name), element: named(field.element?.firstChild, name) };
}

/** All children with this name. */
export function children({ file, path, element }: XmlField, name: string): XmlField[] {
  const found: XmlField[] = [];
  const start = below({ path }, name);
  for (let each = named(element?.firstChild, name); each; each = named(each.nextSibling, name)) {
    found.push({ file, path: `${start}[${found.length}]`, element: each });
  }
  return found;
}

/** Whether another element of the same name follows. */
export function isRepeated({ element }: XmlField): boolean {
  return element !== undefined && named(element.nextSibling, element.nodeName) !== undefined;
}

/** The first element with this name from a node on. */
function named(from: Node | null | undefined, name: string): Element | undefined {
  let node = from;
  while (node && node.nodeName !== name) node = node.nextSibling;
  return (node as Element | null | undefined) ?? undefined;
}

export function textOf(field: XmlField): string {
  const text = field.element?.textContent?.trim();
  return text ? text : refuseXml(field, 'a text');
}

export function numberOf(field: XmlField): number {
  const value = Number(textOf(field));
  return Number.isFinite(value) ? value : refuseXml(field, 'a finite number');
}

/** 0 or 1, false or true, in capitals or not; `false` where there is no such element or nothing in it. */
export function flagOf(field: XmlField): boolean {
  const text = field.element?.textContent?.trim().toLowerCase() ?? '';
  if (text === '' || text === '0' || text === 'false') return false;
  return text === '1' || text === 'true' ? true : refuseXml(field, '0 or 1');
}

/** The error that this element is not what was expected. */
export function refuseXml(field: XmlField, expected: string, got = shown(field), remedy = ''): never {
  const { file, path } = field;
  throw new ExpectationError(`${file}: ${path}`, expected, got, remedy);
}

function shown({ element }: XmlField): string {
  if (element === undefined) return 'nothing';
  const text = element.textContent?.trim().replaceAll(/\s+/g, ' ') ?? '';
  return `"${text.length > 60 ? `${text.slice(0, 57)}...` : text}"`;
}

function below({ path }: Pick<XmlField, 'path'>, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
