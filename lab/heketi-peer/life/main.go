// The life of a cluster by Heketi's client for Go: each call, and what has to come of it. Arguments: URL, user, key, and
// which part of it. The first thing that is not as it has to be ends it with 1.
package main

import (
	"bytes"
	"fmt"
	"os"
	"reflect"
	"sort"
	"strings"

	client "github.com/heketi/heketi/client/api/go-client"
	"github.com/heketi/heketi/pkg/glusterfs/api"
)

var parts = map[string]func(*client.Client){
	"service":  service,
	"volumes":  volumes,
	"removal":  removal,
	"tags":     tags,
	"expand":   expand,
	"clone":    clone,
	"block":    block,
	"resync":   resync,
	"evict":    evict,
	"database": database,
	"examine":  examine,
}

func main() {
	parts[os.Args[4]](client.NewClient(os.Args[1], os.Args[2], os.Args[3]))
	fmt.Println("done")
}

func service(heketi *client.Client) {
	check("hello", heketi.Hello())
	status, err := heketi.AdminStatusGet()
	check("get the state", err)
	expect("the state", string(status.State), "normal")
	check("set the state", heketi.AdminStatusSet(&api.AdminStatus{State: api.AdminStateLocal}))
	check("set it back", heketi.AdminStatusSet(&api.AdminStatus{State: api.AdminStateNormal}))
	check("set the level", heketi.LogLevelSet(&api.LogLevelInfo{LogLevel: map[string]string{"glusterfs": "debug"}}))
	level, err := heketi.LogLevelGet()
	check("get the level", err)
	expect("the level", level.LogLevel["glusterfs"], "debug")
	counts, err := heketi.OperationsInfo()
	check("count operations", err)
	expect("operations", counts.Total, uint64(0))
	pending, err := heketi.PendingOperationList()
	check("list operations", err)
	expect("pending operations", len(pending.PendingOperations), 0)
	check("clean up", heketi.PendingOperationCleanUp(&api.PendingOperationsCleanRequest{}))
	_, err = heketi.VolumeInfo(strings.Repeat("0", 32))
	expect("the error of an unknown volume", fmt.Sprint(err), "Id not found")
}

func volumes(heketi *client.Client) {
	cluster := makeCluster(heketi)
	volume, err := heketi.VolumeCreate(replicated("life"))
	check("make a volume", err)
	found, err := heketi.VolumeInfo(volume.Id)
	check("show it", err)
	expect("the volume", found, volume)
	expect("its bricks", len(volume.Bricks), 3)
	list, err := heketi.VolumeList()
	check("list volumes", err)
	expect("the list", []string(list.Volumes), []string{volume.Id})
	_, err = heketi.VolumeCreate(replicated("life"))
	expect("a second one of the name", fmt.Sprint(err), "Failed to allocate new volume: Volume name 'life' already in use")
	err = heketi.ClusterDelete(cluster.Id)
	expect("a cluster that is not empty", fmt.Sprint(err),
		"Unable to delete cluster ["+cluster.Id+"] because it contains volumes and/or nodes")
	topology, err := heketi.TopologyInfo()
	check("show the topology", err)
	expect("its nodes", len(topology.ClusterList[0].Nodes), 4)
	check("delete the volume", heketi.VolumeDelete(volume.Id))
	takeDown(heketi, cluster.Id)
}

func removal(heketi *client.Client) {
	cluster := makeCluster(heketi)
	info, err := heketi.ClusterInfo(cluster.Id)
	check("show the cluster", err)
	node, err := heketi.NodeInfo(info.Nodes[0])
	check("show a node", err)
	device := node.DevicesInfo[0].Id
	err = heketi.DeviceState(device, &api.StateRequest{State: api.EntryStateFailed})
	expect("an online device that fails", fmt.Sprint(err),
		"Device must be offline before remove operation is performed, device:"+device)
	err = heketi.DeviceDelete(device)
	expect("a device that is not failed", fmt.Sprint(err), "device: "+device+" is not in failed state")
	check("take a node offline", heketi.NodeState(node.Id, &api.StateRequest{State: api.EntryStateOffline}))
	check("and back", heketi.NodeState(node.Id, &api.StateRequest{State: api.EntryStateOnline}))
	takeDown(heketi, cluster.Id)
}

func tags(heketi *client.Client) {
	cluster := makeCluster(heketi)
	info, err := heketi.ClusterInfo(cluster.Id)
	check("show the cluster", err)
	change := &api.TagsChangeRequest{Change: api.SetTags, Tags: map[string]string{"rack": "a", "arbiter": "required"}}
	check("tag a node", heketi.NodeSetTags(info.Nodes[0], change))
	node, err := heketi.NodeInfo(info.Nodes[0])
	check("show it", err)
	expect("its tags", node.Tags, change.Tags)
	device := node.DevicesInfo[0].Id
	check("tag a device", heketi.DeviceSetTags(device, change))
	check("take a tag off it", heketi.DeviceSetTags(device,
		&api.TagsChangeRequest{Change: api.DeleteTags, Tags: map[string]string{"rack": ""}}))
	tagged, err := heketi.DeviceInfo(device)
	check("show it", err)
	expect("its tags", tagged.Tags, map[string]string{"arbiter": "required"})
}

func expand(heketi *client.Client) {
	makeCluster(heketi)
	volume, err := heketi.VolumeCreate(replicated("grows"))
	check("make a volume", err)
	grown, err := heketi.VolumeExpand(volume.Id, &api.VolumeExpandRequest{Size: 2})
	check("expand it", err)
	expect("its size", grown.Size, volume.Size+2)
	expect("its bricks", len(grown.Bricks), 6)
}

func clone(heketi *client.Client) {
	makeCluster(heketi)
	volume, err := heketi.VolumeCreate(replicated("source"))
	check("make a volume", err)
	cloned, err := heketi.VolumeClone(volume.Id, &api.VolumeCloneRequest{Name: "copy"})
	check("clone it", err)
	expect("its name", cloned.Name, "copy")
	expect("its size", cloned.Size, volume.Size)
}

func block(heketi *client.Client) {
	makeCluster(heketi)
	hosting := replicated("hosting")
	hosting.Size = 100
	hosting.Block = true
	volume, err := heketi.VolumeCreate(hosting)
	check("make a hosting volume", err)
	expect("its free size", volume.BlockInfo.FreeSize, 98)
	made, err := heketi.BlockVolumeCreate(&api.BlockVolumeCreateRequest{Size: 3, Name: "disk", Auth: true, Hacount: 2})
	check("make a block volume", err)
	found, err := heketi.BlockVolumeInfo(made.Id)
	check("show it", err)
	expect("the block volume", found, made)
	list, err := heketi.BlockVolumeList()
	check("list block volumes", err)
	expect("the list", []string(list.BlockVolumes), []string{made.Id})
	grown, err := heketi.BlockVolumeExpand(made.Id, &api.BlockVolumeExpandRequest{Size: 5})
	check("expand it", err)
	expect("its size", grown.Size, 5)
	err = heketi.VolumeDelete(volume.Id)
	expect("a hosting volume in use", fmt.Sprint(err),
		"Cannot delete a block hosting volume containing block volumes")
	locked, err := heketi.VolumeSetBlockRestriction(volume.Id,
		&api.VolumeBlockRestrictionRequest{Restriction: api.Locked})
	check("lock the hosting volume", err)
	expect("its restriction", locked.BlockInfo.Restriction, api.Locked)
	check("delete the block volume", heketi.BlockVolumeDelete(made.Id))
	check("delete the hosting volume", heketi.VolumeDelete(volume.Id))
}

func resync(heketi *client.Client) {
	cluster := makeCluster(heketi)
	info, err := heketi.ClusterInfo(cluster.Id)
	check("show the cluster", err)
	node, err := heketi.NodeInfo(info.Nodes[0])
	check("show a node", err)
	check("read a device anew", heketi.DeviceResync(node.DevicesInfo[0].Id))
}

func evict(heketi *client.Client) {
	makeCluster(heketi)
	volume, err := heketi.VolumeCreate(replicated("moves"))
	check("make a volume", err)
	brick := volume.Bricks[0].Id
	check("evict a brick", heketi.BrickEvict(brick, &api.BrickEvictOptions{}))
	moved, err := heketi.VolumeInfo(volume.Id)
	check("show it", err)
	expect("its bricks", len(moved.Bricks), 3)
	for _, each := range moved.Bricks {
		if each.Id == brick {
			fail("the brick is still there")
		}
	}
}

func database(heketi *client.Client) {
	makeCluster(heketi)
	dump, err := heketi.DbDump()
	check("dump the database", err)
	if !strings.Contains(dump, "\"clusterentries\"") {
		fail("no dump: " + dump)
	}
	_, err = heketi.DbCheck()
	check("check the database", err)
	var copied bytes.Buffer
	check("copy the database", heketi.BackupDb(&copied))
	if copied.Len() == 0 {
		fail("the copy is empty")
	}
}

func examine(heketi *client.Client) {
	makeCluster(heketi)
	_, err := heketi.StateExamineGluster()
	check("examine Gluster", err)
}

func replicated(name string) *api.VolumeCreateRequest {
	request := &api.VolumeCreateRequest{Size: 4, Name: name}
	request.Durability.Type = api.DurabilityReplicate
	request.Durability.Replicate.Replica = 3
	return request
}

func makeCluster(heketi *client.Client) *api.ClusterInfoResponse {
	flags := api.ClusterFlags{Block: true, File: true}
	cluster, err := heketi.ClusterCreate(&api.ClusterCreateRequest{ClusterFlags: flags})
	check("make a cluster", err)
	found, err := heketi.ClusterInfo(cluster.Id)
	check("show it", err)
	expect("the cluster", found, cluster)
	check("set its flags", heketi.ClusterSetFlags(cluster.Id, &api.ClusterSetFlagsRequest{ClusterFlags: flags}))
	for number := 1; number <= 4; number++ {
		request := &api.NodeAddRequest{Zone: number, ClusterId: cluster.Id}
		request.Hostnames.Manage = []string{fmt.Sprintf("node%d.example.org", number)}
		request.Hostnames.Storage = []string{fmt.Sprintf("192.0.2.%d", number)}
		node, err := heketi.NodeAdd(request)
		check("add a node", err)
		for _, name := range []string{"/dev/sdb", "/dev/sdc"} {
			device := &api.DeviceAddRequest{NodeId: node.Id}
			device.Name = name
			check("add a device", heketi.DeviceAdd(device))
		}
		shown, err := heketi.NodeInfo(node.Id)
		check("show the node", err)
		expect("its devices", len(shown.DevicesInfo), 2)
		device, err := heketi.DeviceInfo(shown.DevicesInfo[0].Id)
		check("show a device", err)
		expect("the device", *device, shown.DevicesInfo[0])
	}
	return cluster
}

func takeDown(heketi *client.Client, id string) {
	cluster, err := heketi.ClusterInfo(id)
	check("show the cluster", err)
	nodes := append([]string{}, cluster.Nodes...)
	sort.Strings(nodes)
	for _, id := range nodes {
		node, err := heketi.NodeInfo(id)
		check("show a node", err)
		for _, device := range node.DevicesInfo {
			for _, state := range []api.EntryState{api.EntryStateOffline, api.EntryStateFailed} {
				check("set a state", heketi.DeviceState(device.Id, &api.StateRequest{State: state}))
			}
			check("delete a device", heketi.DeviceDelete(device.Id))
		}
		check("delete a node", heketi.NodeDelete(id))
	}
	check("delete the cluster", heketi.ClusterDelete(id))
	list, err := heketi.ClusterList()
	check("list clusters", err)
	expect("the list", len(list.Clusters), 0)
}

func check(what string, err error) {
	if err != nil {
		fail(what + ": " + err.Error())
	}
}

func expect(what string, found interface{}, wanted interface{}) {
	if !reflect.DeepEqual(found, wanted) {
		fail(fmt.Sprintf("%s: %+v, and not %+v", what, found, wanted))
	}
}

func fail(text string) {
	fmt.Fprintln(os.Stderr, text)
	os.Exit(1)
}
