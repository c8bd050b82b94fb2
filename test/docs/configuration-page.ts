import { type ConfigKey, configKeys } from '../../src/kernel/config/index.ts';

/** A file as people write it; the test loads it. */
export const exampleYaml = `data: /var/lib/hostreeve
listen: 127.0.0.1:8080
store:
  url: postgres://hostreeve@db.example.org:5432/hostreeve
  passwordFile: /etc/hostreeve/store-password
log:
  level: info
heketi:
  executor: ssh
  ssh:
    user: storage
    keyFile: /etc/hostreeve/id_ed25519
    sudo: true
  bricks:
    maxSizeGib: 2048
`;

const introduction = `# Configuration

<!-- Made by \`npm run docs\` from the table of settings; changes by hand are lost. -->

Hostreeve is configured by one YAML file, by environment variables and by a few flags, and it takes over a \`heketi.json\`.
Every setting has a default. The highest source that names a setting decides:

1. flags, such as \`--listen\`
2. environment variables \`HOSTREEVE_*\`, whose names follow from the key: \`heketi.bricks.maxSizeGib\` is
   \`HOSTREEVE_HEKETI_BRICKS_MAX_SIZE_GIB\`
3. the environment variables of Heketi, \`HEKETI_*\`
4. the YAML file that \`--config\` or \`HOSTREEVE_CONFIG\` names
5. the \`heketi.json\` that \`--heketi-config\` names
6. defaults

\`hostreeve config print\`, with the same flags and environment, shows every value and where it comes from. Secrets read
\`[secret]\` there.

\`\`\`yaml
${exampleYaml}\`\`\`

- Keys of the YAML file that do not exist are refused, and so are values of a wrong type; all problems are reported at
  once, with their lines. Unknown keys of \`heketi.json\` and unknown \`HOSTREEVE_*\` variables are warned about.
- An empty environment variable counts as not set. Lists are separated by commas there, and objects are JSON.
- Relative paths start at the folder in which the server is started.
- In \`heketi.json\`, and in the variables of Heketi, a zero, a null or an empty text means the default where it does for
  Heketi. Keys that start with \`_\` are comments.
- Where two keys of \`heketi.json\` are named, the first counts with the executors for SSH and the simulated one, the
  second with Kubernetes.
- With a \`heketi.json\`, the server listens on every address at its \`port\`, as Heketi does, unless something above says
  otherwise. \`use_auth\` has no effect, as in Heketi: \`--disable-auth\` switches authentication off.
`;

const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;

function sectionOf(path: string): string {
  return path.includes('.') ? path.slice(0, path.lastIndexOf('.')) : '';
}

function row(key: ConfigKey): string {
  const { path: heketiPath, env: heketiEnv } = key.heketi ?? {};
  const fallback = key.default === undefined ? '' : code(JSON.stringify(key.default));
  const names = [key.flag, key.env, heketiEnv].filter((name) => name !== undefined);
  const heketi = [heketiPath].flat().filter((name) => name !== undefined);
  const notes = key.kind === 'secret' ? ' Secret.' : key.kind === 'choice' ? ` ${sentence(key.expected)}` : '';
  const lines = (texts: readonly string[]): string => texts.map(code).join('<br>');
  return `| ${code(key.path)} | ${fallback} | ${lines(names)} | ${lines(heketi)} | ${key.meaning.replaceAll('|', '\\|')}${notes} |`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** The text of docs/configuration.md. */
export function configurationPage(): string {
  const bySection = Map.groupBy(configKeys, (key) => sectionOf(key.path));
  const tables = [...bySection].map(([section, keys]) =>
    [
      `## ${section === '' ? 'Top of the file' : code(section)}`,
      '',
      '| key | default | flag and environment | heketi.json | meaning |',
      '| --- | --- | --- | --- | --- |',
      ...keys.map(row),
      '',
    ].join('\n'),
  );
  return [introduction, ...tables].join('\n');
}
