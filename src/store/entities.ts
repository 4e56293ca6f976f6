import { Address } from './address.entity.js';
import { BounceEvent } from './bounce-event.entity.js';
import { Cluster } from './cluster.entity.js';
import { ClusterMerge } from './cluster-merge.entity.js';
import { Consent } from './consent.entity.js';
import { Digest } from './digest.entity.js';
import { DigestItem } from './digest-item.entity.js';
import { Employer } from './employer.entity.js';
import { HiddenVacancy } from './hidden-vacancy.entity.js';
import { Lane } from './lane.entity.js';
import { LaneHour } from './lane-hour.entity.js';
import { Letter } from './letter.entity.js';
import { LetterBody } from './letter-body.entity.js';
import { LetterEvent } from './letter-event.entity.js';
import { MailWatch } from './mail-watch.entity.js';
import { MarketFigure } from './market-figure.entity.js';
import { Match } from './match.entity.js';
import { MatchProgress } from './match-progress.entity.js';
import { Place } from './place.entity.js';
import { Rate } from './rate.entity.js';
import { RateLimit } from './rate-limit.entity.js';
import { RejectedPosting } from './rejected-posting.entity.js';
import { ReturnedMail } from './returned-mail.entity.js';
import { SavedSearch } from './saved-search.entity.js';
import { Schedule } from './schedule.entity.js';
import { Search } from './search.entity.js';
import { SimBand } from './sim-band.entity.js';
import { Source } from './source.entity.js';
import { SourceAnswer } from './source-answer.entity.js';
import { SourceKey } from './source-key.entity.js';
import { SourceRun } from './source-run.entity.js';
import { Subscriber } from './subscriber.entity.js';
import { Suppression } from './suppression.entity.js';
import { Tick } from './tick.entity.js';
import { Token } from './token.entity.js';
import { Vacancy } from './vacancy.entity.js';

/** Every table the service has, by family: vacancies, searches, subscribers, delivery. */
export const entities = [
  ...[
    Source,
    SourceRun,
    SourceAnswer,
    SourceKey,
    RejectedPosting,
    Place,
    Employer,
    Rate,
    Cluster,
    ClusterMerge,
    SimBand,
    Vacancy,
  ],
  ...[Search, MatchProgress, Match, MarketFigure],
  ...[
    Address,
    Subscriber,
    Consent,
    SavedSearch,
    Token,
    RateLimit,
    Schedule,
    Digest,
    DigestItem,
    HiddenVacancy,
  ],
  ...[
    Letter,
    LetterBody,
    LetterEvent,
    Lane,
    LaneHour,
    MailWatch,
    Suppression,
    BounceEvent,
    ReturnedMail,
    Tick,
  ],
];
