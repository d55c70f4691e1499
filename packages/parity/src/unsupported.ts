/** A case, or a part of one, that the project does not offer yet; its message says what. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported';
}
