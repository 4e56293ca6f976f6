import { type Language, translator } from '../kit/i18n.js';
import { formatMoney } from '../kit/money.js';
import type { Figure } from '../market/figure.sql.js';
import { cut } from './cut.js';

const EMPLOYER = 60;

/** One search's box of the market, in words; none where there are no vacancies to speak of. */
export function marketView(name: string, figure: Figure | null, language: Language) {
  if (figure === null || figure.total === 0) return [];
  const t = translator(language);
  const { mean, median, withPay, total, employers } = figure;
  const money = (amount: number) => formatMoney(amount, language);
  const said = mean !== null && median !== null;
  return [
    {
      name,
      stated: said
        ? `${t('letters.digest.market.median', { amount: money(median) })}, ` +
          t('letters.digest.market.mean', { amount: money(mean) })
        : null,
      basis: said
        ? t('letters.digest.market.basis', { n: withPay })
        : t('letters.digest.market.tooFew', { n: total }),
      ...bar(figure, (from, to) => t('letters.digest.market.range', { from: money(from), to: money(to) })),
      employers:
        employers.length === 0
          ? null
          : t('letters.digest.market.employers', {
              names: employers
                .map((employer) => `${cut(employer.name, EMPLOYER)} (${employer.vacancies})`)
                .join(', '),
            }),
    },
  ];
}

/** Where the median lies between the 10th and the 90th percentile: `left` in per cent of the way. */
function bar({ median, p10, p90 }: Figure, sentence: (from: number, to: number) => string) {
  if (median === null || p10 === null || p90 === null || p10 >= p90) return { range: null, left: 0 };
  const way = Math.round(((median - p10) / (p90 - p10)) * 100);
  return { range: sentence(p10, p90), left: Math.min(97, Math.max(2, way)) };
}
