// The import rules of the tree. kit may be used by all; each folder names what else it may use.
const allowed = {
  kit: [],
  language: [],
  store: [],
  collect: ['store', 'language'],
  search: ['store', 'language'],
  match: ['store', 'language', 'search'],
  market: ['store', 'language', 'search'],
  deliver: ['store'],
  compose: ['store', 'language', 'market', 'deliver'],
  subscribe: ['store', 'language', 'deliver'],
  keep: ['store', 'collect', 'match', 'market', 'deliver', 'compose', 'subscribe'],
  web: [
    'store',
    'language',
    'collect',
    'search',
    'match',
    'market',
    'deliver',
    'compose',
    'subscribe',
    'keep',
  ],
};

const folderRules = Object.entries(allowed).map(([folder, others]) => ({
  name: `${folder}-imports-only-what-it-may`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: {
    path: '^src/',
    pathNot: `^src/(${[folder, 'kit', ...others].join('|')})/`,
  },
}));

module.exports = {
  forbidden: [
    ...folderRules,
    {
      name: 'no-cycle',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'bench-is-imported-by-no-one',
      severity: 'error',
      from: { pathNot: '^src/(bench/|cli\\.ts)' },
      to: { path: '^src/bench/' },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-dependency-at-run-time',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '@types/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
