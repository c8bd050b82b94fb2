import { affixed, defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { glusterXml } from './gluster-xml.ts';
import { poolList } from './pool-list.ts';

/**
 * What the glusterd behind a name says: who calls itself `localhost` there is whoever the name leads to from here. It lets
 * anybody look. `no-daemon`: nobody answers, or the name leads nowhere [recorded].
 */
export const poolListOf = defineProgram({
  name: 'gluster pool list of another host',
  grammar: glusterXml(
    sequence(
      word('at', affixed('--remote-host=', '', { print: (name: string) => name, read: (name) => name })),
      words('pool', 'list'),
    ),
  ),
  parse: (result) => poolList.parse(result, {}),
});
