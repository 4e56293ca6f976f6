import type { EntityManager } from 'typeorm';
import type { ClaimedLetter } from './claim.sql.js';

/** How an attempt ended, apart from doubt. */
export interface Settlement {
  from: 'claimed' | 'handoff';
  to: 'sent' | 'ready' | 'failed';
  at: Date;
  /** When it may be tried again; matters for `ready` alone. */
  dueAt: Date;
  /** False gives the attempt back: the link failed, not the letter. */
  attemptSpent: boolean;
  code: number | null;
  enhanced: string | null;
  reason: string | null;
  relayId: string | null;
  /** Whether having been sent shows that earlier attempts left no second copy. */
  endsDoubt: boolean;
}

/** claimed/handoff → sent, ready or failed. False when the lease had passed and the letter belongs to somebody else. */
export async function settleLetter(
  tx: Pick<EntityManager, 'query'>,
  letter: ClaimedLetter,
  end: Settlement,
): Promise<boolean> {
  const [row] = await tx.query<{ settled: number }[]>(SETTLE, [
    letter.subscriber_id,
    letter.id,
    letter.owner,
    letter.fence,
    end.from,
    end.to,
    end.at,
    end.dueAt,
    end.attemptSpent ? 0 : 1,
    end.code,
    end.enhanced,
    end.reason,
    end.relayId,
    end.endsDoubt,
  ]);
  return row?.settled === 1;
}

const SETTLE = `
  with settled as (
    update letter set state = $6, lease_until = null, attempt = attempt - $9::smallint,
      due_at = case when $6 = 'ready' then $8::timestamptz else due_at end,
      sent_at = case when $6 = 'sent' then $7::timestamptz end,
      code = $10::smallint, enhanced = $11, reason = $12, relay_id = $13,
      doubt = case when $6 = 'sent' and $14::boolean then 0 else doubt end
    where subscriber_id = $1 and id = $2 and owner = $3 and fence = $4 and state = $5
    returning subscriber_id, id, attempt, owner
  ), told as (
    insert into letter_event (subscriber_id, letter_id, at, from_state, to_state, attempt, owner, code, reason)
    select subscriber_id, id, $7::timestamptz, $5, $6, attempt, owner, $10::smallint, $12 from settled
  )
  select count(*)::int as settled from settled`;
