#!/usr/bin/env node
// The command: installs and builds what is missing, then becomes the program itself (same process, so that signals
// reach it). Until then it may use nothing but node's own modules.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Vestnik needs Node.js 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

const { ensureDeps } = await import('../scripts/ensure-deps.mjs');
const { ensureBuild } = await import('../scripts/ensure-build.mjs');
const { followNpm } = await import('../scripts/follow-npm.mjs');
if (process.argv[2] === 'serve') followNpm();
try {
  await ensureDeps();
  await ensureBuild();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
await import('../dist/cli.js');
