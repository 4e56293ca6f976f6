import { Buffer } from 'node:buffer';

export const NOW = new Date('2026-11-25T09:00:00Z');

/** A list as the Central Bank writes one, of invented rates. */
export const list = (
  valutes: string = [valute('USD', '80,1000'), valute('EUR', '92,5000'), valute('KZT', '15,5000', 100)].join(
    '',
  ),
  date = '25.11.2026',
): string =>
  `<?xml version="1.0" encoding="windows-1251"?><ValCurs Date="${date}" name="Foreign Currency Market">${valutes}</ValCurs>`;

export const valute = (code: string, value: string, nominal: number | string = 1, unit = ''): string =>
  `<Valute ID="R01"><NumCode>840</NumCode><CharCode>${code}</CharCode><Nominal>${nominal}</Nominal>` +
  `<Name>Доллар</Name><Value>${value}</Value>${unit === '' ? '' : `<VunitRate>${unit}</VunitRate>`}</Valute>`;

/** Its bytes in windows-1251, as it is sent. */
export const bytesOf = (text: string): Buffer =>
  Buffer.from(
    [...text].map((sign) => {
      const code = sign.codePointAt(0)!;
      return code < 0x80 ? code : code - 0x410 + 0xc0;
    }),
  );

export async function* pieces(...texts: string[]): AsyncGenerator<string> {
  yield* texts;
}
