/** Fewer stated sums than this say more of chance than of pay: no mean and no median is told. */
export const FEWEST_WITH_PAY = 5;
