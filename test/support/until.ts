/** Waits until something holds; fails after `most` milliseconds. */
export async function until(holds: () => boolean | Promise<boolean>, most = 10_000): Promise<void> {
  const end = performance.now() + most;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`It does not hold after ${most} ms: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
