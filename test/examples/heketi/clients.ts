import type { DocumentExamples } from '../example.ts';

/** What clients ask for one after another: contract heketi-api §12. */
export const clients: DocumentExamples = {
  document: "what Heketi's clients do",
  examples: [
    {
      shows: 'the Python client: a token for one second, and a body with every call',
      steps: [
        {
          method: 'POST',
          path: '/clusters',
          json: { file: true, block: true },
          status: 201,
          keep: { snake: ['id'] },
        },
        { method: 'GET', path: '/clusters/{snake}', json: {}, status: 200, has: { id: '{snake}' } },
        {
          method: 'POST',
          path: '/clusters/{snake}/flags',
          json: { file: true, block: false },
          status: 200,
          text: '',
        },
        { method: 'GET', path: '/clusters/{snake}', json: {}, status: 200, has: { file: true, block: false } },
        { method: 'DELETE', path: '/clusters/{snake}', json: {}, status: 200, text: '' },
      ],
    },
    {
      shows: 'the provisioner of Kubernetes: makes a volume for a group, finds its hosts, and deletes it twice',
      steps: [
        {
          method: 'POST',
          path: '/volumes',
          json: {
            size: 5,
            name: 'pre_default_claim_4f6e',
            clusters: ['{cluster}'],
            gid: 2000,
            durability: { type: 'replicate', replicate: { replica: 3 } },
            glustervolumeoptions: ['nfs.disable on'],
            snapshot: { enable: true, factor: 1 },
          },
          status: 202,
          end: 303,
          has: { size: 5, name: 'pre_default_claim_4f6e', cluster: '{cluster}', gid: 2000 },
          keep: { claim: ['id'] },
        },
        { method: 'GET', path: '/clusters/{cluster}', status: 200, has: { id: '{cluster}', nodes: { length: 12 } } },
        { method: 'GET', path: '/nodes/{node1}', status: 200, has: { hostnames: { storage: ['192.168.10.101'] } } },
        { method: 'DELETE', path: '/volumes/{claim}', status: 202, end: 204 },
        { method: 'DELETE', path: '/volumes/{claim}', status: 404, text: 'Id not found\n' },
      ],
    },
    {
      shows: 'Prometheus reads the metrics without a login',
      steps: [{ method: 'GET', path: '/metrics', as: 'nobody', status: 200, text: /^heketi_up 1$/m }],
    },
  ],
};
