import { expect } from 'vitest';
import type { DocumentExamples, Step } from '../example.ts';

const ID = /^[0-9a-f]{32}$/;
/** Of contract heketi-api §5.2: its own token, and the one that the page prints, which ended in 2015. */
const TEST_TOKEN =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJhZG1pbiIsImlhdCI6MSwiZXhwIjo0MTAyNDQ0ODAwLCJxc2giOiI0NzQ5YTU5ZGU4N2MyN2M5YjJmNDk1YzVmMTMwOWIyNTI1NjgxZGZlMzBjOGE3YjgzNjI1OTAxYjEzMmE5YzI2In0.nEAGM6S8QxgaQQW9j0s2q0LV_pnZlyoap6_ORvlBV1Q';
const PRINTED_TOKEN =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJhZG1pbiIsImlhdCI6MTQzNTY4MTY4OSwicXNoIjoiYzE2MmFjYzkwMjQyNzIxMjBiYWNmZmY3NzA5YzkzMmNjMjUyMzM3ZDBhMzBmYTE1YjAyNTAxMDA2NjY2MmJlYSIsImV4cCI6MTQzNTY4MjI4OX0.ZBd_NgzEoGckcnyY4_ypgJsN6Oi7x0KxX2w8AXVyiS8';

const withHash = (method: string, path: string, qsh: string, status: number): Step => ({
  method,
  path,
  as: { claims: { qsh } },
  status,
});

/** The page for developers of clients, in English and in Chinese. */
export const developersPage: DocumentExamples = {
  document: "Heketi's pages for developers",
  examples: [
    {
      shows: 'curl without a login asks whether the server is there',
      steps: [{ shell: 'curl -s {url}/hello', prints: 'Hello from Heketi' }],
    },
    {
      shows: 'the Go sample lists the clusters, and asks each node of the first for itself',
      steps: [
        { method: 'GET', path: '/clusters', status: 200, keep: { demoCluster: ['clusters', 0] } },
        {
          method: 'GET',
          path: '/clusters/{demoCluster}',
          status: 200,
          has: { id: '{demoCluster}' },
          keep: { demoNode1: ['nodes', 0], demoNode2: ['nodes', 1], demoNode3: ['nodes', 2], demoNode4: ['nodes', 3] },
        },
        ...['{demoNode1}', '{demoNode2}', '{demoNode3}', '{demoNode4}'].map(
          (id): Step => ({
            method: 'GET',
            path: `/nodes/${id}`,
            status: 200,
            has: { id, cluster: '{demoCluster}', state: 'online' },
          }),
        ),
      ],
    },
    {
      shows: 'the Go sample adds a node with a name for management and one for storage',
      steps: [
        {
          method: 'POST',
          path: '/nodes',
          json: { cluster: '{demoCluster}', zone: 1, hostnames: { manage: ['cent1'], storage: ['storage1'] } },
          status: 202,
          end: 303,
          has: { zone: 1, hostnames: { manage: ['cent1'], storage: ['storage1'] }, devices: [] },
          keep: { cent: ['id'] },
        },
        { method: 'DELETE', path: '/nodes/{cent}', status: 202, end: 204 },
      ],
    },
    {
      shows: 'the Python sample: a token for ten minutes opens the method and path that it was made for',
      steps: [
        {
          method: 'GET',
          path: '/volumes',
          as: { claims: { exp: Math.floor(Date.now() / 1000) + 600 } },
          status: 200,
          has: { volumes: [expect.stringMatching(ID)] },
        },
      ],
    },
    {
      shows: 'the Ruby sample hands its token to curl',
      steps: [
        { shell: 'curl -s -H "Authorization: Bearer {token GET /volumes}" {url}/volumes', prints: /^\{"volumes":\["/ },
      ],
    },
    {
      shows: 'the token that the page prints opens nothing: it is of another key, and too old',
      steps: [
        {
          method: 'GET',
          path: '/volumes',
          as: { header: `Bearer ${PRINTED_TOKEN}` },
          status: 401,
          // Its key has a small s; of two faults the later check is told. Its own key and time: heketi-jwt.test.ts.
          text: /^Invalid JWT token: signature is invalid \(/,
        },
      ],
    },
    {
      shows: 'a token that does not end before 2100 is taken',
      steps: [{ method: 'GET', path: '/clusters', as: { header: `Bearer ${TEST_TOKEN}` }, status: 200 }],
    },
    {
      shows: 'the hash of method and path is the one of the page, also for paths that lead nowhere',
      steps: [
        withHash('GET', '/volumes', 'c162acc9024272120bacfff7709c932cc252337d0a30fa15b025010066662bea', 200),
        withHash('POST', '/volumes', '3a9831a9908924e3f78fe948585f41849e92724522f5153cb91aff7f8ea48eac', 422),
        withHash('GET', '/clusters', '4749a59de87c27c9b2f495c5f1309b2525681dfe30c8a7b83625901b132a9c26', 200),
        withHash('GET', '/', '733e0703af6079a59c43bd59087467eea66900adc3399099c94b63fb9aa89f43', 404),
        withHash('GET', '/volumes/', '434f16e84cf17ebf25d85d8e4549d8befed2ef4b8cb1507740277f376047b053', 301),
      ],
    },
    {
      shows: 'no token, half a header, another key, another path, an end in the past: refused in a sentence each',
      steps: [
        {
          method: 'GET',
          path: '/volumes',
          as: 'nobody',
          status: 401,
          text: 'Required authorization token not found\n',
        },
        {
          method: 'GET',
          path: '/volumes',
          as: { header: 'Bearer' },
          status: 400,
          text: /^Authorization header format must be Bearer \{token\}\n$/,
        },
        { method: 'GET', path: '/volumes', as: { key: 'password' }, status: 401, text: /: signature is invalid \(/ },
        {
          ...withHash('GET', '/volumes', '4749a59de87c27c9b2f495c5f1309b2525681dfe30c8a7b83625901b132a9c26', 401),
          text: 'Invalid qsh claim in token\n',
        },
        {
          method: 'GET',
          path: '/volumes',
          as: { now: Math.floor(Date.now() / 1000) - 600 },
          status: 401,
          text: /: Token is expired by /,
        },
      ],
    },
    {
      shows: 'admin has all of the API, user that of volumes',
      steps: [
        { method: 'GET', path: '/volumes', as: 'user', status: 200, keep: { demoVolume: ['volumes', 0] } },
        { method: 'GET', path: '/volumes/{demoVolume}', as: 'user', status: 200, has: { name: 'demo' } },
        {
          method: 'POST',
          path: '/volumes',
          as: 'user',
          json: { size: 1 },
          status: 202,
          end: 303,
          keep: { mine: ['id'] },
        },
        { method: 'DELETE', path: '/volumes/{mine}', as: 'user', status: 202, end: 204 },
        { method: 'GET', path: '/clusters', as: 'user', status: 401, text: 'Administrator access required\n' },
        { method: 'GET', path: '/clusters', as: 'admin', status: 200 },
      ],
    },
    {
      shows: 'what takes long is accepted, and its entry in the queue leads to what was made',
      steps: [
        {
          method: 'POST',
          path: '/volumes',
          json: { size: 1, name: 'in-the-queue' },
          status: 202,
          end: 303,
          has: { name: 'in-the-queue' },
          keep: { queued: ['id'] },
        },
      ],
    },
    {
      shows: 'an end with nothing to show is a 204',
      steps: [{ method: 'DELETE', path: '/volumes/{queued}', status: 202, end: 204 }],
    },
    {
      shows: 'an end that failed is a 500 with its reason',
      steps: [
        {
          method: 'POST',
          path: '/nodes/{demoNode1}/state',
          json: { state: 'failed' },
          status: 202,
          end: 500,
          text: 'Node must be offline before remove operation is performed, node:{demoNode1}\n',
        },
      ],
    },
    {
      shows: 'an entry of the queue that is not there is a 404',
      steps: [{ method: 'GET', path: '/queue/0123456789abcdef', status: 404, text: 'Id not found\n' }],
    },
  ],
};
