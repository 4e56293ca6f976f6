import type { ListedVacancy } from './listed.js';

/** A vacancy as programs read it; `monthRub` is as stated, at the day's rate, gross and net not converted. */
export function itemJson(item: ListedVacancy) {
  const { id, title, employer, places, url, source, firstSeenAt } = item;
  const { payFrom, payTo, payCurrency, payGross, payMonthRub } = item;
  return {
    id,
    title,
    employer,
    city: places[0] ?? null,
    url,
    source,
    pay: { from: payFrom, to: payTo, currency: payCurrency, gross: payGross, monthRub: payMonthRub },
    firstSeenAt: firstSeenAt.toISOString(),
    score: Math.round(item.score * 1000) / 1000,
  };
}
