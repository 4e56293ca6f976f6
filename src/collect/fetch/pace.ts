/** How quickly requests may follow each other. */
export class Pace {
  private next = 0;

  /**
   * `interval`: least milliseconds from one request to the next. `wait` waits so many milliseconds, and `clock` tells
   * them; a test has its own.
   */
  constructor(
    private interval: number,
    private readonly wait: (ms: number) => Promise<unknown>,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** From now on at least so many milliseconds lie between two requests. */
  slowDown(interval: number): void {
    this.interval = Math.max(this.interval, interval);
  }

  /** Waits until the next request may be sent. */
  async step(): Promise<void> {
    const now = this.clock();
    const at = Math.max(now, this.next);
    this.next = at + this.interval;
    if (at > now) await this.wait(at - now);
  }
}
