import { type KeyObject, X509Certificate } from 'node:crypto';

/** Asks an address and answers its text; throws where it gives none. Never follows a redirect to another host. */
export type Fetch = (url: URL) => Promise<string>;

// SNS changes its certificate about once a year. Whoever knows the topic can name made-up ones: each costs a request to
// Amazon, so that so many are asked for in an hour and no more.
const ASKED_AN_HOUR = 20;
const HOUR = 3_600_000;
const KEPT = 20;

/** The keys that SNS signs with, by the address of their certificate; a certificate is asked for once. */
export class SnsKeys {
  private readonly keys = new Map<string, Promise<X509Certificate>>();
  private asked: number[] = [];

  constructor(private readonly fetch: Fetch) {}

  /**
   * The key of the certificate at `url`, which the caller has checked to be SNS's own: that it comes over https from
   * there is what it is believed for. Null where there is none, or it is not valid now.
   */
  async keyAt(url: URL, now: Date): Promise<KeyObject | null> {
    if (!CERTIFICATE.test(url.pathname) || url.search !== '') return null;
    const certificate = await (this.keys.get(url.href) ?? this.ask(url, now));
    const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
    return from <= now.getTime() && now.getTime() <= to ? certificate.publicKey : null;
  }

  private async ask(url: URL, now: Date): Promise<X509Certificate> {
    this.asked = this.asked.filter((at) => at > now.getTime() - HOUR);
    if (this.asked.length >= ASKED_AN_HOUR) throw new Error('too many certificates were asked for');
    this.asked.push(now.getTime());
    const asked = this.fetch(url).then((pem) => new X509Certificate(pem));
    this.keys.set(url.href, asked);
    // One that did not come is asked for again; the oldest goes where there are too many.
    asked.catch(() => this.keys.delete(url.href));
    const [oldest] = this.keys.keys();
    if (this.keys.size > KEPT && oldest !== undefined) this.keys.delete(oldest);
    return asked;
  }
}

const CERTIFICATE = /^\/SimpleNotificationService-[\w-]{1,80}\.pem$/;
