// A process of its own that uses the database of a data folder, for the tests that kill such processes. Argument: the
// options of `openDatabase` as JSON. Says {"url"} or {"error"} on a line of its own, then {"lost"} should the database
// go; ends its use when its standard input ends.
import { openDatabase } from '../../src/store/open-database.js';

const say = (value: object): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
const options = JSON.parse(process.argv[2] ?? '{}');

try {
  const database = await openDatabase({ ...options, log: (line) => say({ line }) });
  database.onLost((why) => say({ lost: why }));
  process.stdin.on('end', () => void database.stop().then(() => process.exit(0))).resume();
  say({ url: database.url });
} catch (error) {
  say({ error: (error as Error).message });
  process.exitCode = 1;
}
