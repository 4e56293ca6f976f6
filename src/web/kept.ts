/**
 * One answer for all who ask within `ms`: for counts that read whole tables and that anybody may ask for. A failure is
 * not kept.
 */
export function kept<T>(ms: number, read: (now: Date) => Promise<T>): (now: Date) => Promise<T> {
  let last: { at: number; answer: Promise<T> } | null = null;
  return (now) => {
    const at = now.getTime();
    if (last !== null && Math.abs(at - last.at) < ms) return last.answer;
    const answer = read(now);
    const asked = { at, answer };
    last = asked;
    answer.catch(() => {
      if (last === asked) last = null;
    });
    return answer;
  };
}
