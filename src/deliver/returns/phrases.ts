/** What a sentence is about. `full` and `asleep` are boxes, `mailer` a program behind the box that failed. */
export type Topic = 'full' | 'asleep' | 'mailer' | 'sender' | 'content' | 'rate' | 'dead' | 'road';

/**
 * What mail systems say, by blame. They agree on no wording, so these are families of words, not quotations; the order
 * matters, because «User unknown» stands at the end of many a sentence that is about something else (a sender that
 * is unknown, a mailbox that is full). Read in one pass over lower-case text without line breaks.
 */
const FAMILIES: [Topic, RegExp[]][] = [
  // Microsoft refuses addresses that its directory does not know by these very words, with 5.4.1.
  ['dead', [/recipient address rejected: access denied/]],
  [
    'mailer',
    [
      /\b(couldn'?t|could not|cannot|can'?t|unable to|failed to) (create|open|write|read|execute|chdir|lock|stat)\b|no such file|permission denied|command output:|\bprocmail\b|mailer (error|returned)|exit (status|code)|pipe to \|/,
    ],
  ],
  [
    'full',
    [
      /\b(mail ?box|mail ?folder|inbox|maildrop|quota|account|user|recipient|disk|storage|space|directory)\b[^.;]{0,40}\b(is |was |are |has |been )*(full|exceeded|exceeds|over[ -]?(its |the )?(quota|limit|size|allocat)|too large|out of)/,
      /\b(over|exceed(s|ed|ing)?|out of|beyond|above|no|insufficient|not enough|low)\b[^.;]{0,25}\b(quota|mailbox (size|limit|space)|disk space|disk|storage|system storage|space left)\b/,
      /\b(quota|space) (violation|exceed|limit|full|has been used)|would exceed|does not have enough|too many messages on|too much mail data|reached disk|\bmailbox_?full\b|overquota|over quota|full mailbox|(maildir|userdisk|disk).{0,20}quota/,
      /\b(mailbox|account|user)\b[^.;]{0,30}\bmore than \d/,
      /bo[iî]te[^.;]{0,30}(pleine|saturée)|postfach[^.;]{0,20}voll|buz[oó]n[^.;]{0,20}lleno|ящик[^.;]{0,20}переполнен|casella[^.;]{0,20}piena|caixa[^.;]{0,30}cheia/,
    ],
  ],
  [
    'asleep',
    [
      /\b(account|mailbox|user|recipient|address|customer|domain|email)\b[^.;]{0,50}\b(is |was |has |been |temporarily |currently |not |now )*(disabled|inactive|inactivated|deactivated|suspended|locked|frozen|blocked for|expired for|not active|on hold|dormant|archiv\w+)\b/,
      /\b(disabled|inactive|suspended|deactivated|locked|frozen) (user|account|mailbox|recipient|customer|e-?mail|address)|is (currently|temporarily) suspended|suspend the service|bo[iî]te[^.;]{0,30}archiv/,
      /(temporarily|currently) (disabled|suspended|unable to accept|locked|unavailable)[^.;]{0,20}\b(mailbox|account|user)/,
    ],
  ],
  [
    'sender',
    [
      /(in reply to|after|following) (the )?(mail from|ehlo|helo)|\[mail_from\]|\bmail from\b.{0,20}(command|rejected)|\bbatv\b|null sender|empty envelope|rcpthosts|go away|open proxy|dynamic ip|(smtp server of your|contact your) isp|confirm this mail server|mismatch(es)? client/,
      /\b(sender|mail from|return[- ]path|originator|envelope[- ]from|from:|from address|emetteur)\b[^.;]{0,80}\b(rejected|denied|refused|not allowed|does not exist|doesn't exist|invalid|unknown|not valid|not exist|unverified|verif|blocked|blacklist|spoof|not permitted|not authori[sz]ed|unauthenticated|not (correct|owned|recogni))/,
      /\b(spf|dkim|dmarc|senderid|sender id)\b|unauthenticated|authentication (checks?|results?|required|failed|information)|not authenticated|authenticat(e|ion) (is )?required/,
      /\b(reverse (dns|lookup|mapping)|rdns|ptr|no reverse|forward[- ]confirmed|hostname lookup|resolve your|find your hostname|cannot find your)\b/,
      /relay(ing)? (access )?(is )?(denied|not (allowed|permitted|authori[sz]ed)|prohibited|rejected|forbidden)|(not permitted|unable|refus\w+|not allowed) to relay|no relay|we do not relay|relay not|not gateway|norelaying/,
      /\b(black|block|deny|realtime black)[- ]?list|\b(rbl|dnsbl|surbl|spamhaus|spamcop|barracudacentral|sorbs|uceprotect|proofpoint|cloudmark)\b|poor reputation|bad reputation|reputation|(?<!not )listed (at|in|on|by)|blacklisted|invalid ip|\bip[- ](address )?\S{0,40} ?(is |has been )?(blocked|banned|rejected|listed)/,
      /(your|this|the|client|from) (ip|host|server|network|address|connection|system)\b[^.;]{0,50}\b(blocked|banned|denied|refused|rejected|not allowed|not authori[sz]ed|not accepted|forbidden|unauthori[sz]ed)/,
      /(access|connections?|client host|service|connection) (from \S+ )?(is |was |has been )?(denied|refused|rejected|not accepted|blocked|prohibited|forbidden)|access forbidden|server access \S+ forbidden/,
      /blocked (by|for|using|due|because|at)|banned sending|invalid (helo|ehlo)|helo[^.;]{0,30}(rejected|invalid|not)|bad (helo|sender)|from (servers|your)[^.;]{0,40}(weren't|not) (sent|accepted)|messages from \S+ (weren't|temporarily deferred)/,
      /not allowed to (send|post)|permission to (send|post|publish|write)|only (accepts?|allow\w*|members)[^.;]{0,40}(from|post)|(moderated|closed|private) (group|list)|restricted (to|sender|recipient)|not (a )?(member|subscribed|permitted to)|may not have permission|unauthori[sz]ed sender|allowed senders|autorisée?s? à|permiso para|permissão|berechtigung|нет прав/,
    ],
  ],
  [
    'content',
    [
      /\b(spam|spamm(y|ing|er)|ube|uce|unsolicited|junk|bulk|phish\w*|virus(es)?|malware|trojan|worm|infected|malicious|suspicious)\b/,
      /\b(message|mail|content|body|attachment|attached|header|headers|subject|file|url|link)s?\b[^.;]{0,50}\b(rejected|refused|blocked|prohibited|not accepted|not allowed|denied|forbidden|violat\w+|banned|filtered|discarded|restricted|inappropriate|unacceptable|malformed)\b/,
      /\b(policy|policies|guideline|rfc ?\d{4}|rfc compliant|non-?compliant|violation|content filter|filter (rule|setting)|prohibited|media error|conversion|bare lf)\b/,
      /\b(message|mail|size|header|line)\b[^.;]{0,40}\b(too (big|large|long)|exceed\w*|over ?size\w*|limit exceeded|maximum|larger than)\b|too (big|large) (message|mail|for)|(maximum|max)[^.;]{0,20}(message|size)|size limit/,
    ],
  ],
  [
    'rate',
    [
      /\btoo (many|much|frequent)\b|\b(rate|frequency|speed|hourly|daily)[- ]?(limit|control|exceed)|throttl|try again later|exceeded[^.;]{0,30}(messages|connections|recipients|emails|rate|limit)|greylist|gr[ae]y-?list|receiving mail (at a rate|too quickly)|unusual (rate|volume|amount)/,
    ],
  ],
  [
    'dead',
    [
      /\b(user|username|recipients?|mail ?box(es)?|address(es|ee)?|account|customer|alias|local[- ]?part|person|destination|directory|mail drop|name|id|subscriber|target|entry|destinataire|utilisateur)\b[^;]{0,70}?\b(unknown|unknwon|not known|unkown|not found|not be found|couldn'?t be found|wasn'?t found|n[o']t (currently )?exist\w*|does ?no?t exist|doesn'?t exist|didn'?t exist|no longer|non-?exist\w+|not (a )?(valid|listed|recogni[sz]ed|present|defined|registered|available here|on (this|our)|here|deliverable|local|match)|isn'?t (valid|listed|recogni[sz]ed|a )|is invalid|invalid|invalide|inconnue?|undeliverable|undefined|has (been )?(moved|removed|deleted|terminated|closed|left|changed)|was (deleted|removed)|deleted|terminated|removed)\b/,
      /\b(unknown|invalid|illegal|bad|no such|no(?= mailbox)|non-?exist\w+|not a (valid|known|local)|not our|undefined|incorrect|unrecogni[sz]ed|wrong|unroutable|undeliverable|unrouteable|no)[- ]+(local |virtual |remote |system |destination |email |e-mail |mail |forwarding |smtp |final |domain'?s? )*(user|username|recipient|mail ?box|address|account|customer|addressee|person|alias|local[- ]?part|name|id|subscriber|forwardaddress|mail drop|vpopmail)/,
      /(does not|doesn'?t|don't|do not) have (an? |any )?(\S+ ){0,3}(account|mailbox|user|address|recipient)|(there is|there's|here is|have) no (one|such|user|account|mailbox|recipient|person)/,
      /no (one|body) (here )?(by|of|with) (that|this)|no mailbox (here|by|found|currently)|not our customer|not (a )?(mailbox|user|customer|subscriber) (here|of|on|at)|user not known|address lookup failed|(unable|not able|could ?n[o']t) (to )?(find|locate|resolve|verify)[^.;]{0,20}(user|recipient|mailbox)|recipient (cannot|could not|can't) be (verified|found)/,
      /recip(ient)? ?notfound|@[>")\]]{0,2}:? ?(is |was )?(not found|does ?no?t exist|doesn't exist|didn't exist|unknown|invalid)|not an active (address|user|account)|userunknown|recipient is not accepted|envelope recipient has been denied|nessun utente|n'existe|resolver\.adr|unknown[_-]?recipient|nosuchuser|no_such_user|user[_-]unknown|invalid[_-]recipient|bad destination mailbox|recipient rejected|address rejected$|mailbox (is )?(unavail?able|not available|does)|#?5\.1\.0 address rejected|missing home directory|no valid recipients?|badrcptto|bad(recipient|rcpt)to|(user|recipient|account) (not ok|unavailable)|not email addresses|can'?t accept user|refuses to accept your mail|replaced by|has moved|no longer accepts mail|forwarding address unknown|not in (my|our|the) (user|list|database|directory)|undelivered to|recipient verify failed|validrcptto/,
      /n'existe pas|inexistant|existiert nicht|unbekannt|no existe|não existe|non esiste|bestaat niet|не существует|не найден|несуществующ\S* (ящик|адрес|пользовател)|нет такого (пользователя|ящика|адреса)|неизвестный (пользователь|получатель|адрес)|неверный адрес|такого (пользователя|ящика|адреса)|見つかりません|存在しません|ユーザ.{0,10}(不明|ありません)|不存在|あて先.{0,20}(見つかりません|存在)|메일 주소가/,
    ],
  ],
  [
    'dead',
    [
      /\b(host|domain|hostname|host\/domain|mail exchanger|dns|mx|server|site)( name| part)?\b[^.;]{0,50}\b(unknown|not found|n[o']t exist|does ?no?t exist|doesn'?t exist|nxdomain|invalid|illegal|not (be )?(resolved|located)|no longer|non-?existent|does not accept mail|doesn'?t (accept|receive) (any )?mail|has no (mail|mx)|no (mx|mail exchanger)|must exist)\b/,
      /\b(unknown|invalid|illegal|bad|no such|non-?existent|unrout\w+|unresolvable|unable to (find|look ?up|route|resolve)( the| a)?|cannot (find|resolve|route)( the)?|can't find( the)?|couldn'?t find( any)?)[- ]+(mail |remote |destination |recipient |email |valid |any )*(host|domain|hostname|mail domain|mx|route to (host|domain)|mail exchanger|server)/,
      /\bnull ?mx\b|nullmx|all relevant mx records point to non-?existent|domain is not reachable|(no|without) smtp service|unrouteable|domain ~ (couldn'?t|could not) be found|name or service not known|no (mx|a|mail) (record|host|server)s? (was |were |could be )?(found|for)|unrouteable (mail )?(domain|address)|domain of (recipient|the address)|hosts? (is|was) not found|名前解決/,
    ],
  ],
  [
    'road',
    [
      /tim(ed?|ing)[- ]?out|timeout|expired|retry (time|limit)|deferred|delay(ed)?\b|undelivered (for|after)|connection (refused|reset|lost|dropped|closed|failed|died|error)|(unable|failed|could not) to connect|could ?n[o']t connect|unreachable|no route|not (responding|answer)|no answer|loop|too many hops|hop count|network (error|problem)|mail system|system (error|resource|problem|config)|local (error|configuration|problem)|service (is )?(currently |temporarily )?(un|not )available|internal (server|error|system)|lost connection|tls|starttls|server (error|busy)|try(ing)? (again|to)/,
    ],
  ],
];

/** What the words of `text` are about; null where they say nothing that is known. */
export function topicOf(text: string): Topic | null {
  const plain = withoutNames(text.slice(0, 8000).toLowerCase()).slice(0, 4000);
  const family = FAMILIES.find(([, phrases]) => phrases.some((phrase) => phrase.test(plain)));
  return family?.[0] ?? null;
}

/** Addresses become @, links nothing, names of hosts ~: what somebody is called says nothing about what went wrong. */
const withoutNames = (text: string): string =>
  text
    .replaceAll('’', "'")
    .replace(/https?:\/\/\S{1,2000}/g, ' ')
    .replace(/[^\s<>()"':;,]{1,100}@[^\s<>()"':;,]{1,200}/g, '@')
    .replace(/\b[a-z0-9][\w-]{0,80}(\.[\w-]{1,80}){1,10}/g, (name) =>
      /^(\d\.\d{1,3}\.\d{1,3}$|resolver\.)/.test(name) ? name : '~',
    )
    .replace(/\s+/g, ' ');
