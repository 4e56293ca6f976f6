import { rm } from 'node:fs/promises';
import { createDataSource, migrate } from '../../../src/store/data-source.js';
import { type OpenServer, openServer } from '../../../src/store/embedded/open-server.js';
import { makeDataDir } from '../../support/embedded.js';
import { Road } from './road.js';

/** A Postgres that may be restarted, behind a road that may be broken. */
export class OwnServer {
  readonly road = new Road(() => this.port);
  private server: OpenServer | null = null;
  private folder = '';
  private roadPort = 0;

  /** Opens it with the present schema. It keeps what was committed, as a server with customers would. */
  async open(): Promise<void> {
    this.folder = makeDataDir();
    this.server = await openServer({ dataDir: this.folder, log: () => undefined });
    this.roadPort = await this.road.open();
    const db = await createDataSource(this.server.urlOf('postgres')).initialize();
    await migrate(db).finally(() => db.destroy());
  }

  /** Where workers reach it, over the road. */
  get url(): string {
    return Object.assign(new URL(this.directUrl), { port: String(this.roadPort) }).href;
  }

  /** Where the one who counts reaches it. */
  get directUrl(): string {
    return this.server!.urlOf('postgres');
  }

  /** Stops it fast and starts it anew, at another port; the road leads there. */
  async restart(): Promise<void> {
    await this.server!.stop();
    this.server = await openServer({ dataDir: this.folder, log: () => undefined });
  }

  async close(): Promise<void> {
    await this.road.close();
    await this.server?.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private get port(): number {
    return Number(new URL(this.directUrl).port);
  }
}
