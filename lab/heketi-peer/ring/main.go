// What Heketi's placer does, alone: the order in which its ring gives devices, or the sets that it places. Argument:
// orders or sets. Standard input has fleets, as a list in JSON; for each of them a list comes out, with one entry for
// each of its bricks. The fleet lies in a database as Heketi has it, so that it reads it as it does for a volume.
package main

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/boltdb/bolt"
	"github.com/heketi/heketi/apps/glusterfs"
	"github.com/heketi/heketi/pkg/idgen"
)

const cluster = "the-cluster"

type device struct {
	Id        string
	Node      string
	Zone      int
	FreeKib   uint64
	ExtentKib uint64
}

type fleet struct {
	Devices []device
	// The ids of the bricks: of the first one of each set.
	Bricks []string
	// How often the ring is built for each brick, for Go's maps have another order each time.
	Times int
	// What is placed: it lets Heketi ask for it.
	SizeKib     uint64
	BricksOfSet int
}

func (wanted fleet) BrickSizes() (uint64, float64) { return wanted.SizeKib, 1 }
func (wanted fleet) BrickOwner() string            { return "the-volume" }
func (wanted fleet) BrickGid() int64               { return 0 }
func (wanted fleet) SetSize() int                  { return wanted.BricksOfSet }
func (wanted fleet) SetCount() int                 { return 1 }
func (wanted fleet) AverageFileSize() uint64       { return 64 }

func main() {
	var fleets []fleet
	check(json.NewDecoder(os.Stdin).Decode(&fleets))
	check(glusterfs.SetLogLevel("none"))
	ask := map[string]func(*bolt.DB, fleet) interface{}{"orders": orders, "sets": sets}[os.Args[1]]
	folder, err := os.MkdirTemp("", "ring-")
	check(err)
	defer os.RemoveAll(folder)
	answers := make([]interface{}, 0, len(fleets))
	for number, one := range fleets {
		db, err := bolt.Open(filepath.Join(folder, fmt.Sprint(number)), 0600, nil)
		check(err)
		db.NoSync = true
		save(db, one)
		answers = append(answers, ask(db, one))
		check(db.Close())
	}
	check(json.NewEncoder(os.Stdout).Encode(answers))
}

// orders gives, for each brick, each order that was seen, once.
func orders(db *bolt.DB, one fleet) interface{} {
	seen := make([][][]string, 0, len(one.Bricks))
	check(db.View(func(tx *bolt.Tx) error {
		for _, brick := range one.Bricks {
			known := map[string]bool{}
			found := [][]string{}
			for time := 0; time < one.Times; time++ {
				order := orderFor(tx, brick)
				if key := strings.Join(order, " "); !known[key] {
					known[key] = true
					found = append(found, order)
				}
			}
			seen = append(seen, found)
		}
		return nil
	}))
	return seen
}

func orderFor(tx *bolt.Tx, brick string) []string {
	source := glusterfs.NewClusterDeviceSource(tx, cluster)
	devices, done, err := glusterfs.NewSimpleAllocator().GetNodesFromDeviceSource(source, brick)
	check(err)
	defer close(done)
	order := []string{}
	for id := range devices {
		order = append(order, id)
	}
	return order
}

// sets places one set for each brick, and gives its devices, or null where there was no room.
func sets(db *bolt.DB, one fleet) interface{} {
	placed := make([][]string, 0, len(one.Bricks))
	for _, brick := range one.Bricks {
		// The id of the set's first brick is the first that Heketi makes.
		idgen.Randomness = io.MultiReader(hex.NewDecoder(strings.NewReader(brick)), rand.Reader)
		var set []string
		err := db.Update(func(tx *bolt.Tx) error {
			source := glusterfs.NewClusterDeviceSource(tx, cluster)
			found, err := glusterfs.NewStandardBrickPlacer().PlaceAll(source, one, nil)
			if err != nil {
				return err
			}
			for _, entry := range found.DeviceSets[0].Devices {
				check(entry.Save(tx))
				set = append(set, entry.Info.Id)
			}
			return nil
		})
		if err != glusterfs.ErrNoSpace {
			check(err)
		}
		placed = append(placed, set)
	}
	return placed
}

func save(db *bolt.DB, one fleet) {
	check(db.Update(func(tx *bolt.Tx) error {
		for _, bucket := range []string{
			glusterfs.BOLTDB_BUCKET_CLUSTER, glusterfs.BOLTDB_BUCKET_NODE, glusterfs.BOLTDB_BUCKET_DEVICE,
		} {
			_, err := tx.CreateBucket([]byte(bucket))
			check(err)
		}
		whole := glusterfs.NewClusterEntry()
		whole.Info.Id = cluster
		nodes := map[string]*glusterfs.NodeEntry{}
		for _, each := range one.Devices {
			node, known := nodes[each.Node]
			if !known {
				node = glusterfs.NewNodeEntry()
				node.Info.Id, node.Info.ClusterId, node.Info.Zone = each.Node, cluster, each.Zone
				nodes[each.Node] = node
				whole.NodeAdd(each.Node)
			}
			node.DeviceAdd(each.Id)
			entry := glusterfs.NewDeviceEntry()
			entry.Info.Id, entry.NodeId = each.Id, each.Node
			entry.StorageSet(each.FreeKib, each.FreeKib, 0)
			entry.SetExtentSize(each.ExtentKib)
			check(entry.Save(tx))
		}
		for _, node := range nodes {
			check(node.Save(tx))
		}
		return whole.Save(tx)
	}))
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
