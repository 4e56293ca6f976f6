/**
 * What is held about one person, section by section: $1 is the subscriber, $2 the hashes of their addresses and of $3
 * the counts of what was asked. Every table that knows a person stands here; a test compares the list with the schema.
 */
export const SECTIONS = {
  addresses: {
    tables: ['address'],
    sql: 'select email from address where subscriber_id = $1 order by key',
  },
  settings: {
    tables: ['subscriber'],
    sql: `select language, zone, to_char(send_at, 'HH24:MI') as "sendAt", days, created_at as "createdAt",
                 changed_at as "changedAt", confirmed_at as "confirmedAt", paused_until as "pausedUntil",
                 ended_at as "endedAt", ended_reason as "endedReason" from subscriber where id = $1`,
  },
  consents: {
    tables: ['consent'],
    sql: `select purpose, text_version as "textVersion", encode(text_hash, 'hex') as "textSha256", given_at as "givenAt",
                 form, host(ip) as ip, evidence, confirmed_at as "confirmedAt", withdrawn_at as "withdrawnAt"
            from consent where subscriber_id = $1 order by given_at, id`,
  },
  savedSearches: {
    tables: ['saved_search'],
    sql: `select name, query, filters, created_at as "createdAt", confirmed_at as "confirmedAt", paused_at as "pausedAt",
                 ended_at as "endedAt", ended_reason as "endedReason"
            from saved_search where subscriber_id = $1 order by created_at, id`,
  },
  hiddenVacancies: {
    tables: ['hidden_vacancy'],
    sql: `select v.title, v.employer_name as employer, v.url, h.hidden_at as "hiddenAt"
            from hidden_vacancy h left join vacancy v on v.id = h.vacancy_id
           where h.subscriber_id = $1 order by h.hidden_at, h.cluster_id`,
  },
  links: {
    tables: ['token'],
    sql: `select purpose, subject, expires_at as "expiresAt", used_at as "usedAt"
            from token where subscriber_id = $1 order by expires_at, hash`,
  },
  plan: {
    tables: ['schedule'],
    sql: `select next_slot_at as "nextSlotAt", told_at as "toldAt", planned_for as "plannedFor", held
            from schedule where subscriber_id = $1`,
  },
  digests: {
    tables: ['digest'],
    sql: `select kind, slot, made_at as "madeAt", found, market from digest where subscriber_id = $1 order by made_at, id`,
  },
  vacanciesTold: {
    tables: ['digest_item'],
    sql: `select v.title, v.employer_name as employer, v.url, i.told_at as "toldAt", i.in_letter as "inLetter",
                 d.slot as digest,
                 array(select s.name from saved_search s where s.subscriber_id = $1 and s.id = any(i.saved_search_ids)
                        order by s.name) as "savedSearches"
            from digest_item i
            left join vacancy v on v.id = i.vacancy_id
            left join digest d on d.subscriber_id = i.subscriber_id and d.id = i.digest_id
           where i.subscriber_id = $1 order by i.told_at, i.rank, i.cluster_id`,
  },
  letters: {
    tables: ['letter', 'letter_body', 'letter_event'],
    sql: `select l.kind, l.state, l.created_at as "createdAt", l.sent_at as "sentAt", l.code, l.reason,
                 l.relay_id as "relayId", b.to_email as "to", b.subject, b.headers, b.body_text as text, b.html,
                 (select json_agg(json_build_object('at', e.at, 'from', e.from_state, 'to', e.to_state, 'reason', e.reason)
                                  order by e.id)
                    from letter_event e where e.subscriber_id = l.subscriber_id and e.letter_id = l.id) as events
            from letter l
            left join letter_body b on b.subscriber_id = l.subscriber_id and b.letter_id = l.id
             and b.made_on = (l.created_at at time zone 'UTC')::date
           where l.subscriber_id = $1 order by l.created_at, l.id`,
  },
  returned: {
    tables: ['bounce_event'],
    sql: `select source, kind, cause, status, reason, received_at as "receivedAt", applied_at as "appliedAt"
            from bounce_event where subscriber_id = $1 or address_hash = any($2::bytea[]) order by id`,
  },
  returnedMails: {
    tables: ['returned_mail'],
    sql: `select came_on::text as "cameOn", raw from returned_mail where subscriber_id = $1 order by came_on, hash`,
  },
  suppressions: {
    tables: ['suppression'],
    sql: `select scope, reason, evidence, created_at as "createdAt", expires_at as "expiresAt"
            from suppression where address_hash = any($2::bytea[]) order by scope`,
  },
  lettersAskedFor: {
    tables: ['rate_limit'],
    sql: `select split_part(key, ':', 1) as kind, window_start as "from", hits as times
            from rate_limit where split_part(key, ':', 2) = any($3) order by window_start, key`,
  },
} as const;
