import type { ReadMail } from './read-mail.js';

/** Whether a mail without a delivery report was written by a mail system that could not deliver. */
export function looksReturned({ header, words }: ReadMail): boolean {
  if (header('x-failed-recipients') !== '') return true;
  const daemon = DAEMON.test(header('from')) || /^<\s*>$/.test(header('return-path'));
  const subject = FAILURE_SUBJECT.test(header('subject'));
  const failed = FAILURE_WORDS.test(words);
  return (daemon && (subject || failed)) || (subject && failed);
}

const DAEMON =
  /\b(mailer[-_. ]?daemon|daemon|post[-_.]?master|mail (delivery|deliver)|delivery (sub)?system|mmdf|system administrator|mail system|bounces?[+@-]|mail administrator|mailadmin|no-?reply@sns)\b/i;

const FAILURE_SUBJECT =
  /undeliver|not (be )?deliver|deliver\w* (\w+ )?(fail|status|notif|report|problem|error|delay)|fail\w* (to deliver|delivery|notice|mail)|returned (mail|e-?mail|message|to sender)|returning (mail|message)|(mail|message) (delivery )?(fail|error|status|system error|returned|not|could)|failure notice|mail failure|rejected|could ?n[o']t (be )?(deliver|send|sent)|unzustellbar|nicht zugestellt|echec|non (remis|distribu)|не доставлен|недоставлен|не может быть доставлен|mail status|non[- ]delivery|delivery (has )?fail|no entregad|não entreg|mancata consegna|配信|送信|エラー|退信/i;

const FAILURE_WORDS =
  /could ?n[o']t be (deliver|sent)|(was|is|were) (not|un)[- ]?(able to be )?(deliver|reach)|undeliver(able|ed)|unable to deliver|failed to deliver|delivery (to|of|has|failed|error|attempt|status)|did not reach|not delivered|permanent (fatal )?error|fatal error|returned (to you|to sender)|could not deliver|cannot be delivered|can't be delivered|rejected|bounced|following (address|recipient)|error message|remote (host|server|mail)|>>> ?(RCPT|DATA|MAIL)|не (может|могло|смог\w*) (быть )?доставлен|не удалось доставить|could not be found|user unknown|unknown user|\b5\d\d[ -]|\b[45]\.\d\.\d\b|nicht zugestellt|n'a pas pu/i;

/** Whether a machine answered for somebody who is away (RFC 3834 and what was usual before it). */
export function isAutoReply({ header }: ReadMail): boolean {
  return (
    /^auto-(replied|notified)/i.test(header('auto-submitted')) ||
    ['x-autoreply', 'x-autorespond', 'x-auto-response', 'x-autoresponder', 'x-vacation'].some(
      (name) => header(name) !== '',
    ) ||
    /auto[_-]?reply/i.test(header('precedence')) ||
    REPLY_SUBJECT.test(header('subject'))
  );
}

const REPLY_SUBJECT =
  /^\W{0,3}(re: ?)?(auto(matic|matische|mated)?[ :-]{0,2}(reply|response|answer|antwort)|auto:|out of (the )?office|vacation|(i am|i'm) (away|on vacation)|away from|abwesen|réponse automatique|risposta automatica|respuesta automática|автоответ|автоматический ответ|вне офиса|в отпуске|отпуск)/i;
