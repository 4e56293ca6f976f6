// A platform package that cannot be had yet is silently left out of the lock file, and the next `npm ci` dies of it.
// So every optional dependency that an entry names must be an entry too, and no address of a registry may get in.
import { readFileSync } from 'node:fs';

const text = readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8');
const { packages } = JSON.parse(text);
const names = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, '')));
const missing = Object.values(packages)
  .flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}))
  .filter((name) => !names.has(name));
const complaints = missing.map((name) => `package-lock.json has no entry for the platform package ${name}.`);
if (/"resolved": "https?:/.test(text)) complaints.push('package-lock.json names a registry: see .npmrc.');
for (const line of complaints) console.error(line);
process.exitCode = complaints.length === 0 ? 0 : 1;
