// What the samples for Heketi's client for Go do, with the same calls: NewClient, ClusterList, ClusterInfo of the first
// cluster, NodeInfo of each node. Arguments: URL, user, key.
package main

import (
	"fmt"
	"os"

	client "github.com/heketi/heketi/client/api/go-client"
)

func main() {
	heketi := client.NewClient(os.Args[1], os.Args[2], os.Args[3])
	list, err := heketi.ClusterList()
	check(err)
	if len(list.Clusters) == 0 {
		fmt.Println("there is no cluster")
		return
	}
	cluster, err := heketi.ClusterInfo(list.Clusters[0])
	check(err)
	for _, id := range cluster.Nodes {
		node, err := heketi.NodeInfo(id)
		check(err)
		fmt.Printf("%v zone %d: %d devices\n", node.Hostnames.Manage, node.Zone, len(node.DevicesInfo))
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
