/** One step of the pipeline: reads rows, writes rows, may be run twice, by hand, or in its own process. */
export interface Step {
  run(now: Date): Promise<Record<string, number>>;
  /** Ends a run that is under way as soon as what it has begun is whole; runs to come do nothing. */
  stop?(): unknown;
}

export interface Steps {
  collect: Step;
  returns: Step;
  subscribe: Step;
  match: Step;
  market: Step;
  compose: Step;
  deliver: Step;
  keep: Step;
}

export type StepName = keyof Steps;

/** Asks every step to end what it is doing. */
export function stopAll(steps: Steps): void {
  for (const name of Object.keys(steps) as StepName[]) steps[name].stop?.();
}

/** The whole story, once. Answers what each step counted, by name. */
export async function runPipeline(
  { collect, returns, subscribe, match, market, compose, deliver, keep }: Steps,
  now: Date,
): Promise<Record<string, number>> {
  return {
    ...(await collect.run(now)), //   feeds    -> vacancy
    ...(await returns.run(now)), //   bounces  -> bounce_event, suppression
    ...(await subscribe.run(now)), // returns  -> searches ended
    ...(await match.run(now)), //     vacancy  -> match
    ...(await market.run(now)), //    vacancy  -> market figures
    ...(await compose.run(now)), //   match    -> digest, letter (queued)
    ...(await deliver.run(now)), //   letter   -> the outside world
    ...(await keep.run(now)), //      what has been kept long enough -> nothing
  };
}
