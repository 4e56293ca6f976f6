import { links } from '../kit/links.js';
import { type Secret, sign } from '../kit/tokens.js';
import type { DigestLinks } from './digest-letter.js';

/** Where a letter's links lead, for one subscriber and digest. Signed, so that leaving takes no login. */
export function digestLinks(
  { publicUrl, secret }: { publicUrl: string; secret: Secret },
  { subscriberId, digestId }: { subscriberId: string; digestId: string },
): DigestLinks {
  const to = links(publicUrl);
  const leave = (what: string) => to.unsubscribe(sign(secret, 'unsubscribe', `${subscriberId}:${what}`));
  return {
    page: to.digest(sign(secret, 'digest', `${subscriberId}:${digestId}`)),
    my: to.my(),
    leaveAll: leave('all'),
    leavePage: to.leave(),
    vacancy: to.vacancy,
    notFit: (clusterId) => to.feedback(sign(secret, 'feedback', `${subscriberId}:${clusterId}`)),
    like: to.like,
    leave,
  };
}
