"""The life of a cluster by Heketi's client for Python, unmodified: each call, and what has to come of it.

Arguments: the folder of the client, URL, user and key. The first thing that is not as it has to be ends it with 1.
"""

import sys

folder, url, user, key = sys.argv[1:]
sys.path.insert(0, folder)
# The folder belongs to Go's cache of modules.
sys.dont_write_bytecode = True

import requests  # noqa: E402
from heketi import HeketiClient  # noqa: E402

# What takes time is polled on the queue, by the client.
heketi = HeketiClient(url, user, key, poll_delay=0.05)


def expect(what, found, wanted):
    if found != wanted:
        sys.exit('{}: {!r}, and not {!r}'.format(what, found, wanted))


def expect_refused(what, status, call):
    try:
        call()
    except requests.exceptions.HTTPError as error:
        expect(what, error.response.status_code, status)
    else:
        sys.exit('{}: it was not refused'.format(what))


def make_cluster():
    cluster = heketi.cluster_create({'file': True, 'block': False})
    expect('its flags', heketi.cluster_setflags(cluster['id'], {'file': True, 'block': True}), True)
    for zone in range(1, 4):
        hostnames = {'manage': ['node{}.example.org'.format(zone)], 'storage': ['192.0.2.{}'.format(zone)]}
        node = heketi.node_add({'cluster': cluster['id'], 'zone': zone, 'hostnames': hostnames})
        expect('a device', heketi.device_add({'node': node['id'], 'name': '/dev/sdb'}), True)
        expect('its device', heketi.node_info(node['id'])['devices'][0]['name'], '/dev/sdb')
    return heketi.cluster_info(cluster['id'])


def change(cluster):
    node = heketi.node_info(cluster['nodes'][0])
    device = node['devices'][0]['id']
    rack = {'change_type': 'set', 'tags': {'rack': 'a'}}
    expect('tags of a node', heketi.node_set_tags(node['id'], rack), True)
    expect('tags of a device', heketi.device_set_tags(device, rack), True)
    expect('its tags', heketi.device_info(device)['tags'], {'rack': 'a'})
    expect('resync', heketi.device_resync(device), True)
    # The queue tells it, after a 202.
    expect_refused('an online device that fails', 500, lambda: heketi.device_state(device, {'state': 'failed'}))
    for state in ('offline', 'online'):
        expect('the state of a node', heketi.node_state(node['id'], {'state': state}), True)
        expect('its state', heketi.node_info(node['id'])['state'], state)


def volumes():
    durability = {'type': 'replicate', 'replicate': {'replica': 3}}
    volume = heketi.volume_create({'size': 4, 'name': 'life', 'durability': durability})
    expect('the volume', heketi.volume_info(volume['id']), volume)
    expect('its bricks', len(volume['bricks']), 3)
    grown = heketi.volume_expand(volume['id'], {'expand_size': 2})
    expect('its size', grown['size'], 6)
    expect('the list', heketi.volume_list(), {'volumes': [volume['id']]})
    dump = heketi.db_dump().json()
    expect('the dump', list(dump['volumeentries']), [volume['id']])
    return volume['id']


def block_volumes():
    hosting = heketi.volume_create({'size': 100, 'name': 'hosting', 'block': True})
    disk = heketi.block_volume_create({'size': 3, 'name': 'disk'})
    expect('its hosting volume', disk['blockhostingvolume'], hosting['id'])
    expect('the block volume', heketi.block_volume_info(disk['id']), disk)
    expect('the list', heketi.block_volume_list(), {'blockvolumes': [disk['id']]})
    expect_refused('a hosting volume in use', 409, lambda: heketi.volume_delete(hosting['id']))
    expect('its deletion', heketi.block_volume_delete(disk['id']), True)
    return hosting['id']


def take_down(cluster):
    expect_refused('a cluster with nodes', 409, lambda: heketi.cluster_delete(cluster['id']))
    for id in cluster['nodes']:
        for device in heketi.node_info(id)['devices']:
            for state in ('offline', 'failed'):
                expect('a state', heketi.device_state(device['id'], {'state': state}), True)
            expect('the deletion of a device', heketi.device_delete(device['id']), True)
        expect('the deletion of a node', heketi.node_delete(id), True)
    expect('the deletion of the cluster', heketi.cluster_delete(cluster['id']), True)
    expect('the list', heketi.cluster_list(), {'clusters': []})


expect('hello', heketi.hello(), True)
cluster = make_cluster()
change(cluster)
made = [volumes(), block_volumes()]
expect_refused('a volume without room', 500, lambda: heketi.volume_create({'size': 100000}))
for id in made:
    expect('the deletion of a volume', heketi.volume_delete(id), True)
    expect_refused('a volume that was deleted', 404, lambda: heketi.volume_info(id))
take_down(cluster)
print('done')
