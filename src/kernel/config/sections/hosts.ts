import { boolean, choice, integer, text } from '../key.ts';

/** How hosts are reached, and how they are known; what the inventory says of one host goes before it. */
export const hostsSection = {
  transport: choice(['ssh', 'openssh'], {
    default: 'ssh',
    meaning:
      "How hosts are reached: by SSH in this process, or by the system's ssh, which also does jump hosts, Kerberos, certificates, and keys with a passphrase or in hardware.",
  }),
  enrol: choice(['refuse', 'known_hosts', 'ca', 'first-use'], {
    default: 'refuse',
    meaning:
      'What happens at the first contact with a host whose key is not recorded: refuse it until somebody accepts its key, ask `hosts.knownHostsFile`, want a certificate of `hosts.caFile`, or record whatever key it shows. When not set: `known_hosts` or `ca` where that file is given, and `first-use` with a heketi.json.',
  }),
  knownHostsFile: text({
    follows: 'heketi.ssh.knownHostsFile',
    meaning:
      'File with keys of hosts in the form of OpenSSH, or several separated by `:`; when not set, `heketi.ssh.knownHostsFile`.',
  }),
  caFile: text({
    meaning:
      'File with the public keys of the authorities that sign host certificates, one a line; needs the transport `openssh`.',
  }),
  port: integer({
    default: 22,
    min: 1,
    max: 65_535,
    follows: 'heketi.ssh.port',
    meaning: 'Port of sshd, for addresses that come without one; when not set, `heketi.ssh.port`.',
  }),
  login: text({
    default: 'root',
    follows: 'heketi.ssh.user',
    meaning: 'Account on hosts that have none of their own in the inventory; when not set, `heketi.ssh.user`.',
  }),
  sudo: boolean({
    default: false,
    follows: 'heketi.ssh.sudo',
    meaning: 'Run commands as root by `sudo -n`, as `hosts.login`; when not set, `heketi.ssh.sudo`.',
  }),
  privateKeyFile: text({
    follows: 'heketi.ssh.keyFile',
    meaning:
      'Private key, without a passphrase, for hosts that have no credentials of their own; when not set, `heketi.ssh.keyFile`.',
  }),
  agent: boolean({
    default: false,
    meaning:
      'Offer the keys of the ssh-agent that `SSH_AUTH_SOCK` names to hosts that have no credentials of their own.',
  }),
  sshConfigFile: text({
    meaning: "File as ssh_config(5) for the transport `openssh`; the system's own files are not read.",
  }),
};
