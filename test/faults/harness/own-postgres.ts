/** Does the work with a Postgres of its own, as the tests have it; nothing of it stays, whatever happened. */
export async function withPostgres<T>(work: () => Promise<T>): Promise<T> {
  const { default: setUp } = await import('../../support/global-setup.mjs');
  const { default: tearDown } = await import('../../support/global-teardown.mjs');
  await setUp();
  try {
    return await work();
  } finally {
    await tearDown();
  }
}
