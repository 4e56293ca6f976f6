/** Node decodes windows-1251 but does not encode it. */
export function windows1251(text: string): Buffer {
  const letters = new TextDecoder('windows-1251').decode(Uint8Array.from({ length: 256 }, (_, i) => i));
  return Buffer.from(Array.from(text, (letter) => letters.indexOf(letter)));
}
