/** The columns of a vacancy in the order in which every COPY for an index sends them; which of its words, last. */
export const vacancyColumns = (document = 'v.document'): string => `
  v.id, v.seq, v.cluster_id, v.first_seen_at, v.pay_month_rub, v.pay_point_rub, v.employer_id, v.closed_at is null,
  v.place_ids, v.city_key, v.experience, v.schedule, v.employment, v.agency, v.changed_in, v.standing,
  ${document}`;

/** Where each stands. */
export const FIELD = {
  id: 0,
  seq: 1,
  cluster: 2,
  firstSeen: 3,
  pay: 4,
  point: 5,
  employer: 6,
  open: 7,
  placeIds: 8,
  cityKey: 9,
  experience: 10,
  schedule: 11,
  employment: 12,
  agency: 13,
  changedIn: 14,
  standing: 15,
  document: 16,
} as const;

export const FIELDS_OF_VACANCY = Object.keys(FIELD).length;
