/** Sleep that can be ended for all sleepers at once. */
export class Rest {
  private readonly wakers = new Set<() => void>();
  private ended = false;

  sleep(ms: number): Promise<void> {
    if (this.ended) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.wakers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.wakers.add(wake);
    });
  }

  end(): void {
    this.ended = true;
    for (const wake of this.wakers) wake();
  }
}
