/** Answers of the last while, by what was asked: whoever asks the same meanwhile gets the same, asked once. */
export class Remembered<T> {
  private readonly known = new Map<string, { at: number; answer: Promise<T> }>();

  constructor(
    private readonly forMs: number,
    private readonly most: number,
  ) {}

  /** What is remembered of a question at `now`, or null. */
  of(key: string, now: Date): Promise<T> | null {
    const found = this.known.get(key);
    return found !== undefined && Math.abs(now.getTime() - found.at) < this.forMs ? found.answer : null;
  }

  /** Remembers an answer that is on its way; of one that fails, or is not worth `keeping`, nothing is remembered. */
  keep(
    key: string,
    now: Date,
    { answer, keeping }: { answer: Promise<T>; keeping: (is: T) => boolean },
  ): Promise<T> {
    if (this.known.size >= this.most) this.known.delete(this.known.keys().next().value!);
    this.known.delete(key);
    const kept = { at: now.getTime(), answer };
    this.known.set(key, kept);
    const forget = () => {
      if (this.known.get(key) === kept) this.known.delete(key);
    };
    answer.then((is) => keeping(is) || forget(), forget);
    return answer;
  }
}
