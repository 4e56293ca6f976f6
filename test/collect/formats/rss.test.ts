import { describe, expect, test } from '@jest/globals';
import { rss } from '../../../src/collect/formats/rss.js';
import { plainText } from '../../../src/collect/normalise/plain-text.js';
import { fed, postingsIn } from './reading.js';

const channel = (inner: string) =>
  `<?xml version="1.0"?>\n<rss version="2.0" xmlns:dc="x" xmlns:content="y"><channel><title>Jobs</title>${inner}</channel></rss>`;
const read = async (xml: string) => postingsIn((await fed(rss, xml)).items);
const item = async (inner: string) => (await read(channel(`<item>${inner}</item>`)))[0]!;

describe('We Work Remotely', () => {
  const own =
    '<region>Europe Only</region><type>Contract</type><expires_at>Sun, 20 Dec 2026 10:00:00 +0000</expires_at>';

  test('gives every field that is kept, the employer before the colon', async () => {
    const posting = await item(`<media:content url="https://cdn.example/logo.gif"/>
      <title>Kissel.io: Baker: nights &amp; days</title>${own}<category>All Other</category>
      <skills>Bread, Butter</skills><description>&lt;p&gt;Bake.&lt;/p&gt;</description>
      <pubDate>Fri, 20 Nov 2026 10:00:00 +0000</pubDate>
      <guid>https://jobs.example.org/1</guid><link>https://jobs.example.org/1?from=rss</link>`);
    expect(posting).toEqual({
      externalId: 'https://jobs.example.org/1',
      url: 'https://jobs.example.org/1?from=rss',
      title: 'Baker: nights & days',
      employer: 'Kissel.io',
      places: 'Remote (Europe Only)',
      pay: { text: null },
      employment: 'Contract',
      workFormat: 'remote',
      skills: 'Bread, Butter',
      body: '<p>Bake.</p>',
      publishedAt: 'Fri, 20 Nov 2026 10:00:00 +0000',
      expiresAt: 'Sun, 20 Dec 2026 10:00:00 +0000',
    });
  });

  test('is known by its links too, whatever it calls its fields in another year', async () => {
    const link = '<link>https://weworkremotely.com/remote-jobs/x</link>';
    expect(await item(`<title>Kissel: Baker</title>${link}`)).toMatchObject({
      title: 'Baker',
      employer: 'Kissel',
    });
  });

  test('a title without a colon, or that begins with one, stays whole', async () => {
    expect(await item(`<title>Baker</title>${own}`)).toMatchObject({ title: 'Baker', employer: null });
    expect(await item(`<title>: Baker</title>${own}`)).toMatchObject({ title: ': Baker', employer: null });
  });
});

describe('any other board', () => {
  test('a colon in a title splits nothing, nor does a link that only looks like theirs', async () => {
    const cases = [
      '',
      '<region>Bonn</region><type>full-time</type>',
      '<link>https://notweworkremotely.com/1</link>',
    ];
    for (const more of cases) {
      expect(await item(`<title>Senior: Baker</title>${more}`)).toMatchObject({
        title: 'Senior: Baker',
        employer: null,
        workFormat: null,
      });
    }
  });

  test('gives what RSS and the usual additions have, the long text before the short', async () => {
    const posting = await item(`<title>Baker</title><link>https://jobs.example.org/2</link>
      <guid isPermaLink="false">job-2</guid><dc:creator><![CDATA[Kissel & Sons]]></dc:creator>
      <description>Short.</description><content:encoded><![CDATA[<p>Long.</p>]]></content:encoded>
      <location>Bonn</location><salary>€20 per hour</salary><type>part-time</type>`);
    expect(posting).toMatchObject({
      externalId: 'job-2',
      url: 'https://jobs.example.org/2',
      employer: 'Kissel & Sons',
      body: '<p>Long.</p>',
      places: 'Bonn',
      pay: { text: '€20 per hour' },
      employment: 'part-time',
    });
  });

  test('a guid is the link where there is none, unless it says that it is no link', async () => {
    expect((await item('<title>A</title><guid>https://jobs.example.org/3</guid>')).url).toBe(
      'https://jobs.example.org/3',
    );
    expect((await item('<title>A</title><guid isPermaLink="false">https://x</guid>')).url).toBeNull();
    expect((await item('<title>A</title>')).url).toBeNull();
  });

  test('Atom is read: the alternate of several links, markup as HTML, the author of the entry', async () => {
    const [posting] = await read(`<feed xmlns="http://www.w3.org/2005/Atom"><title>Jobs</title>
      <author><name>The board</name></author><entry><id>tag:jobs.example.org,2026:4</id><title>Baker</title>
      <link rel="edit" href="https://jobs.example.org/edit"/><link href="https://jobs.example.org/4"/>
      <author><name>Kissel</name></author><published>2026-11-20T10:00:00Z</published><updated>2026-11-21T10:00:00Z</updated>
      <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Bake &amp; sell.</p></div></content></entry></feed>`);
    expect(posting).toMatchObject({
      externalId: 'tag:jobs.example.org,2026:4',
      url: 'https://jobs.example.org/4',
      title: 'Baker',
      employer: 'Kissel',
      publishedAt: '2026-11-20T10:00:00Z',
    });
    expect(plainText(posting!.body!)).toBe('Bake & sell.');
  });

  test('RSS 1.0 is read, its items beside the channel', async () => {
    const [posting] = await read(`<rdf:RDF xmlns:rdf="r"><channel><title>Jobs</title></channel>
      <item rdf:about="https://jobs.example.org/5"><title>Baker</title><link>https://jobs.example.org/5</link>
      <dc:date>2026-11-20</dc:date></item></rdf:RDF>`);
    expect(posting).toMatchObject({
      externalId: 'https://jobs.example.org/5',
      title: 'Baker',
      publishedAt: '2026-11-20',
    });
  });
});
