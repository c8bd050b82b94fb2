// The requests of the glusterfs provisioner in Kubernetes, in its order (contract heketi-api, section 12.4). Arguments:
// URL, user, key, and what to do: `provision CLUSTER`, `expand VOLUME GIB` or `delete VOLUME`.
package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	client "github.com/heketi/heketi/client/api/go-client"
	"github.com/heketi/heketi/pkg/glusterfs/api"
)

func main() {
	heketi := client.NewClient(os.Args[1], os.Args[2], os.Args[3])
	switch os.Args[4] {
	case "provision":
		provision(heketi, os.Args[5])
	case "expand":
		wanted, err := strconv.Atoi(os.Args[6])
		check(err)
		expand(heketi, os.Args[5], wanted)
	case "delete":
		check(heketi.VolumeDelete(os.Args[5]))
	}
}

func provision(heketi *client.Client, cluster string) {
	request := &api.VolumeCreateRequest{
		Size:                 1,
		Name:                 "kube_default_claim_0f5c8e0e-1d1a-11e9-8e5a-52540012ab34",
		Clusters:             []string{cluster},
		Gid:                  2001,
		GlusterVolumeOptions: []string{"client.ssl on"},
	}
	request.Durability.Type = api.DurabilityReplicate
	request.Durability.Replicate.Replica = 3
	request.Snapshot.Enable = true
	request.Snapshot.Factor = 1
	volume, err := heketi.VolumeCreate(request)
	check(err)
	info, err := heketi.ClusterInfo(volume.Cluster)
	check(err)
	fmt.Println(volume.Id, volume.Name, volume.Size, volume.Gid)
	for _, id := range info.Nodes {
		node, err := heketi.NodeInfo(id)
		check(err)
		fmt.Println("endpoint", strings.Join(node.Hostnames.Storage, ""))
	}
}

func expand(heketi *client.Client, volume string, wanted int) {
	found, err := heketi.VolumeInfo(volume)
	check(err)
	if found.Size >= wanted {
		fmt.Println("large enough:", found.Size)
		return
	}
	grown, err := heketi.VolumeExpand(volume, &api.VolumeExpandRequest{Size: wanted - found.Size})
	check(err)
	fmt.Println("grown to", grown.Size)
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
