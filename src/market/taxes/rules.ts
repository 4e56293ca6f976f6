/** One step of a scale: the rate (percent) on what lies above `above` roubles of the running yearly sum. */
export interface Step {
  above: number;
  percent: number;
}

/** Rates of one social insurance, in percent of the pay: up to the year's base limit and beyond it. */
export interface Insurance {
  kind: 'pension' | 'medical' | 'disability' | 'injuries';
  within: number;
  beyond: number;
}

/** What the state takes of a salary in one year. */
export interface TaxRules {
  year: number;
  /** Personal income tax (НДФЛ) of residents on pay, by the sum since January. */
  incomeTax: readonly Step[];
  /** Pay since January, in roubles, above which the united tariff falls from 30 % to 15.1 %. */
  insuranceLimit: number;
  insurance: readonly Insurance[];
}

// Tax Code (НК РФ), article 425, points 3 and 5: one tariff of 30 % up to the limit and 15.1 % beyond. Its parts are
// named as the page that this grew from names them: pension, medical, temporary disability; the law has not told them
// apart for the payer since 2023. Injuries: law 179-ФЗ of 22.12.2005, article 1, the first of 32 classes of risk,
// prolonged for each of these years; no limit.
const GENERAL_TARIFF: readonly Insurance[] = [
  { kind: 'pension', within: 22, beyond: 10 },
  { kind: 'medical', within: 5.1, beyond: 5.1 },
  { kind: 'disability', within: 2.9, beyond: 0 },
  { kind: 'injuries', within: 0.2, beyond: 0.2 },
];

// Article 224, point 1, in the wording of law 372-ФЗ of 23.11.2020.
const TWO_STEPS: readonly Step[] = [
  { above: 0, percent: 13 },
  { above: 5_000_000, percent: 15 },
];

// Article 224, point 1, in the wording of law 176-ФЗ of 12.07.2024.
const FIVE_STEPS: readonly Step[] = [
  { above: 0, percent: 13 },
  { above: 2_400_000, percent: 15 },
  { above: 5_000_000, percent: 18 },
  { above: 20_000_000, percent: 20 },
  { above: 50_000_000, percent: 22 },
];

/** A new year is one entry; the newest stands last. The limits are the Government's decrees under article 421, point 6. */
export const TAX_YEARS: readonly TaxRules[] = [
  // Decree 1883 of 10.11.2023.
  { year: 2024, incomeTax: TWO_STEPS, insuranceLimit: 2_225_000, insurance: GENERAL_TARIFF },
  // Decree 1457 of 31.10.2024.
  { year: 2025, incomeTax: FIVE_STEPS, insuranceLimit: 2_759_000, insurance: GENERAL_TARIFF },
  // Decree of 31.10.2025.
  { year: 2026, incomeTax: FIVE_STEPS, insuranceLimit: 2_979_000, insurance: GENERAL_TARIFF },
];

/** The rules of a year; of a year that is not known yet the newest ones, of one before all of them the oldest. */
export function taxRules(year: number): TaxRules {
  const known = TAX_YEARS.findLast((rules) => rules.year <= year);
  return known ?? TAX_YEARS[0]!;
}
