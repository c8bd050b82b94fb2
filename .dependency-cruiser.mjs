// The architecture in executable form (ARCHITECTURE.md, "Who may import whom"). Run by `npm run arrows`.
const only = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    only('no-cycles', 'A cycle has no bottom to start reading from.', {}, { circular: true }),
    only('no-unresolved', 'Every import resolves.', {}, { couldNotResolve: true }),
    only('no-orphans', 'A file that nobody imports is dead.', { orphan: true, path: '^src/', pathNot: '(\\.test\\.ts|^src/main\\.ts)$' }, {}),
    only('kernel-knows-nobody', 'kernel imports only kernel.', { path: '^src/kernel/' }, { path: '^(src/(?!kernel/)|client/)' }),
    only('domains-know-the-kernel', 'A domain imports itself and the kernel.', { path: '^src/domains/([^/]+)/' }, { path: '^src/(?!kernel/|domains/$1/)' }),
    only('apis-translate', 'An API folder imports itself, api/http, domains and kernel.', { path: '^src/api/([^/]+)/' }, { path: '^src/(?!kernel/|domains/|api/$1/|api/http/)' }),
    only('simulator-knows-the-kernel', 'simulator imports only kernel.', { path: '^src/simulator/' }, { path: '^src/(?!kernel/|simulator/)' }),
    only('server-knows-no-cli', 'server assembles everything but the command line.', { path: '^src/server/' }, { path: '^src/cli/' }),
    only('cli-online-uses-the-client', 'Online commands speak HTTP through client/ only.', { path: '^src/cli/online/' }, { path: '^src/(?!cli/online/|cli/[^/]+\\.ts$)' }),
    only('client-knows-nobody', 'The client is used without the server.', { path: '^client/' }, { path: '^src/' }),
    only('cli-offline-uses-the-server', 'Offline commands go through server.', { path: '^src/cli/offline/' }, { path: '^src/(domains|api|simulator)/' }),
    only(
      'kernel-through-index',
      'A folder of the kernel is imported through its index.ts; errors.ts and migrations are lists that the server gathers.',
      { path: '^src/kernel/([^/]+)/', pathNot: '(\\.test\\.ts$|/testing/)' },
      { path: '^src/kernel/(?!$1/)[^/]+/', pathNot: '/index\\.ts$' },
    ),
    only(
      'inside-through-index',
      'From outside, a folder is seen through its index.ts; simulated.ts is what only a simulated fleet loads.',
      { path: '^src/(server|cli|api|simulator)/', pathNot: '(\\.test\\.ts$|/testing/)' },
      { path: '^src/(kernel|domains)/([^/]+)/', pathNot: '(^src/kernel/[^/]+\\.ts$|/(index|simulated)\\.ts$)' },
    ),
    only(
      'domains-see-the-kernel-through-index',
      'A domain sees a folder of the kernel through its index.ts.',
      { path: '^src/domains/', pathNot: '(\\.test\\.ts$|/testing/)' },
      { path: '^src/kernel/[^/]+/', pathNot: '/index\\.ts$' },
    ),
    only('drivers-stay-in-the-store', 'Databases are seen by kernel/store alone.', { path: '^src/', pathNot: '^src/kernel/store/' }, { path: '^(node:)?sqlite$|node_modules/(pg|@types/pg)/' }),
    only('ssh-stays-in-remote', 'SSH is seen by kernel/remote alone.', { path: '^src/', pathNot: '^src/kernel/remote/' }, { path: 'node_modules/(ssh2|@types/ssh2)/' }),
    only('kubernetes-stays-in-its-folder', 'The client of Kubernetes, which loads slowly, and its sockets are seen by one folder.', { path: '^src/', pathNot: '^src/kernel/remote/kubernetes/' }, { path: 'node_modules/(@kubernetes/client-node|ws|@types/ws)/' }),
    only('no-tests-in-code', 'Code does not import tests.', { path: '^src/', pathNot: '(\\.test\\.ts$|/testing/)' }, { path: '(\\.test\\.ts$|^test/|/testing/)' }),
    only('no-dev-dependencies', 'What runs in production is a dependency.', { path: '^src/', pathNot: '(\\.test\\.ts$|/testing/)' }, { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '__golden__' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
    moduleSystems: ['es6'],
  },
};
