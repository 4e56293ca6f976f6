/** What a piece of work took, in seconds. The CPU is that of the whole process, all of its threads together. */
export interface Spent {
  cpu: number;
  wall: number;
}

/** Starts a watch; what it answers says what was spent since. */
export function watch(): () => Spent {
  const [started, before] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { cpu: (user + system) / 1e6, wall: (performance.now() - started) / 1000 };
  };
}

export const sumOf = (a: Spent, b: Spent): Spent => ({ cpu: a.cpu + b.cpu, wall: a.wall + b.wall });
