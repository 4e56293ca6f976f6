import { formatNumber, type Language, type Translate, translator } from './i18n.js';

/** Pay as stated, in units of `currency` (ISO 4217) for one `period`. */
export interface StatedPay {
  from: number | null;
  to: number | null;
  currency: string | null;
  gross: boolean | null;
  period: string | null;
}

const SIGNS: Record<string, string> = { RUB: '₽', USD: '$', EUR: '€', KZT: '₸', UAH: '₴', GBP: '£' };

/** 120000 → «120 000 ₽»; the no-break space keeps the sign beside the number. */
export const formatMoney = (amount: number, language: Language, currency = 'RUB'): string =>
  `${formatNumber(amount, language)}\u00a0${SIGNS[currency] ?? currency}`;

/** 6500 → «6 500,00 ₽». */
export const formatKopecks = (amount: number, language: Language): string =>
  `${new Intl.NumberFormat(language === 'ru' ? 'ru' : 'en', {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  })
    .format(amount)
    .replaceAll(/\s/g, '\u00a0')}\u00a0₽`;

/** «от 90 000 до 120 000 ₽ до вычета налогов», "from 90,000 ₽"; an empty string where nothing was stated. */
export function formatPay(pay: StatedPay, language: Language): string {
  const t = translator(language);
  const range = formatRange(pay, language, t);
  if (range === '') return '';
  const period = pay.period === null || pay.period === 'month' ? '' : t(`common.pay.per.${pay.period}`);
  const tax = pay.gross === null ? '' : t(pay.gross ? 'common.pay.gross' : 'common.pay.net');
  return [range, period, tax].filter((part) => part !== '').join(' ');
}

function formatRange({ from, to, currency }: StatedPay, language: Language, t: Translate): string {
  const money = (amount: number) => formatMoney(amount, language, currency ?? 'RUB');
  if (from !== null && to !== null && from === to) return money(from);
  if (from !== null && to !== null) {
    return t('common.pay.range', { from: formatNumber(from, language), to: money(to) });
  }
  if (from !== null) return t('common.pay.from', { amount: money(from) });
  return to === null ? '' : t('common.pay.to', { amount: money(to) });
}
