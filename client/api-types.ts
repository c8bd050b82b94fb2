// biome-ignore-all format: made by a program
/* oxlint-disable */
// Made by `npm run docs` from the OpenAPI document of /api/v2; changes by hand are lost.

export interface paths {
    "/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List operations
         * @description Newest first, of the projects that one may see. Those that ended are kept for 90 days.
         *
         *     Needs the action `operation.read`: See operations, with the commands that they ran and what those printed.
         */
        get: operations["listOperations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations/{operation}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show an operation
         * @description With its progress, why it was planned so, and its error or result. With `waitMs` the answer is held until
         *     the operation has ended or is stuck; with `If-None-Match` too, until it is another one than the client has. A client
         *     whose time is over gets it as it is, or 304.
         *
         *     Needs the action `operation.read`: See operations, with the commands that they ran and what those printed.
         */
        get: operations["getOperation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations/{operation}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show an operation's log
         * @description What happened to it, oldest first. The log is never changed; all else is derived from it.
         *
         *     Needs the action `operation.read`: See operations, with the commands that they ran and what those printed.
         */
        get: operations["getOperationLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations/{operation}/commands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show what an operation ran
         * @description The commands of each step on hosts, with their output, oldest first. They are kept for 14 days.
         *
         *     Needs the action `operation.read`: See operations, with the commands that they ran and what those printed.
         */
        get: operations["getOperationCommands"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations/{operation}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel an operation
         * @description It is undone. What is settled stays, and a stage that has no way back is finished first.
         *
         *     Needs the action `operation.cancel`: Cancel operations that are under way.
         */
        post: operations["cancelOperation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations/{operation}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a stuck operation now
         * @description It goes on where it is stuck, and does not wait for its next try.
         *
         *     Needs the action `operation.decide`: Retry, skip over or abandon what is stuck.
         */
        post: operations["retryOperation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations/{operation}/skip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Count a step of a stuck operation as done
         * @description On your word: or as undone, where the operation is being undone. It goes on behind the step.
         *
         *     Needs the action `operation.decide`: Retry, skip over or abandon what is stuck.
         */
        post: operations["skipOperationStep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations/{operation}/abandon": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give up a stuck operation
         * @description It ends as it is, and what it left on hosts is yours; its error names the steps.
         *
         *     Needs the action `operation.decide`: Retry, skip over or abandon what is stuck.
         */
        post: operations["abandonOperation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unfinished": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what was taken over unfinished
         * @description What another system had under way when its inventory was taken over, by id. What it holds is reserved, and
         *     most of it hidden, until it is resolved; nobody carries it on by itself.
         *
         *     Needs the action `operation.read`: See operations, with the commands that they ran and what those printed.
         */
        get: operations["listUnfinished"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unfinished/{record}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show what was taken over unfinished
         * @description One that was resolved is not there any more.
         *
         *     Needs the action `operation.read`: See operations, with the commands that they ran and what those printed.
         */
        get: operations["getUnfinished"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unfinished/{record}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Finish or undo what was taken over unfinished
         * @description Starts the operation `unfinished.resolve`: asks Gluster how far it came, and finishes it or undoes it. A
         *     volume that was being made or deleted goes, unless `keep` says otherwise. What can be neither finished nor undone
         *     without losing what may be in use stays as it is, and the error says why.
         *
         *     Needs the action `operation.decide`: Retry, skip over or abandon what is stuck.
         */
        post: operations["resolveUnfinished"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow or read events
         * @description With `Accept: text/event-stream` as Server-Sent Events, as they come; otherwise as a page of JSON.
         *
         *     A stream begins behind `Last-Event-ID`, or `after`, or with what happens from now on. Each event is a message whose
         *     `id` is its `seq` and whose data are the JSON of an Event. A message of the type `reset` means that what came behind the
         *     client's place is not kept any more; the stream ends then. Comments keep the connection alive, and the stream ends
         *     when the server stops or the token is revoked: connect again. A user has 20 streams at a time at most. A page begins behind `after`, or at the very first.
         *
         *     Needs the action `event.read`: Follow the stream of events.
         */
        get: operations["followEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/hosts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List hosts
         * @description By name. Hosts belong to no project: this needs the action everywhere.
         *
         *     Needs the action `host.read`: See hosts and what is known about them.
         */
        get: operations["listHosts"];
        put?: never;
        /**
         * Add a host
         * @description It is written down, and not looked at: check it afterwards.
         *
         *     Needs the action `host.manage`: Add and remove hosts, and change how they are reached and which key is trusted.
         */
        post: operations["addHost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/hosts/{host}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a host
         * @description With its addresses, its keys, and whether it has an account of its own. Secrets are never shown.
         *
         *     Needs the action `host.read`: See hosts and what is known about them.
         */
        get: operations["getHost"];
        put?: never;
        post?: never;
        /**
         * Remove a host
         * @description With its keys and its account. Nothing is done on the host itself.
         *
         *     Needs the action `host.manage`: Add and remove hosts, and change how they are reached and which key is trusted.
         */
        delete: operations["removeHost"];
        options?: never;
        head?: never;
        /**
         * Change how a host is reached
         * @description Its addresses or its account, one of them at a time, so that a change is made as a whole or not at all.
         *     Either is put in place of what is there; `null` for the account takes it away, and that of the configuration counts.
         *
         *     Needs the action `host.manage`: Add and remove hosts, and change how they are reached and which key is trusted.
         */
        patch: operations["changeHost"];
        trace?: never;
    };
    "/hosts/{host}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check a host
         * @description Looks whether it can be worked with: whether it is reached, by which keys, and which programs it has. Each
         *     finding says what to do. What identifies the machine is recorded.
         *
         *     Needs the action `host.manage`: Add and remove hosts, and change how they are reached and which key is trusted.
         */
        post: operations["checkHost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/hosts/{host}/probe-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a host for its keys
         * @description The keys that it shows now, to be compared with those on the host itself. Nothing is recorded.
         *
         *     Needs the action `host.manage`: Add and remove hosts, and change how they are reached and which key is trusted.
         */
        post: operations["probeHostKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/hosts/{host}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Record a key of a host
         * @description By the line of its public key file. The host is not asked.
         *
         *     Needs the action `host.manage`: Add and remove hosts, and change how they are reached and which key is trusted.
         */
        post: operations["recordHostKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/hosts/{host}/keys/{fingerprint}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Accept the key that a host shows
         * @description By its fingerprint, such as `SHA256:…` with `/` written `%2F` and `+` written `%2B`: the host is
         *     asked, and the key recorded where it shows one with the fingerprint.
         *
         *     Needs the action `host.manage`: Add and remove hosts, and change how they are reached and which key is trusted.
         */
        put: operations["acceptHostKey"];
        post?: never;
        /**
         * Forget a key of a host
         * @description A host that shows it is not entered any more, unless a file of the configuration has it.
         *
         *     Needs the action `host.manage`: Add and remove hosts, and change how they are reached and which key is trusted.
         */
        delete: operations["removeHostKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clusters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List clusters
         * @description By id, of the projects that one may see.
         *
         *     Needs the action `cluster.read`: See clusters and what belongs to them.
         */
        get: operations["listClusters"];
        put?: never;
        /**
         * Create a cluster
         * @description An empty one. Nodes are added to it afterwards.
         *
         *     Needs the action `cluster.manage`: Make, change and delete clusters.
         */
        post: operations["createCluster"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clusters/{cluster}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a cluster
         * @description With the ids of its nodes, and of those of its volumes that one may see.
         *
         *     Needs the action `cluster.read`: See clusters and what belongs to them.
         */
        get: operations["getCluster"];
        put?: never;
        post?: never;
        /**
         * Delete a cluster
         * @description One without nodes and volumes; those that are being made or deleted count.
         *
         *     Needs the action `cluster.manage`: Make, change and delete clusters.
         */
        delete: operations["deleteCluster"];
        options?: never;
        head?: never;
        /**
         * Change what a cluster takes
         * @description Volumes that are there stay. What is left out stays as it is.
         *
         *     Needs the action `cluster.manage`: Make, change and delete clusters.
         */
        patch: operations["changeCluster"];
        trace?: never;
    };
    "/nodes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List nodes
         * @description By id, of the projects that one may see; with their devices, for who may see those.
         *
         *     Needs the action `cluster.read`: See clusters and what belongs to them.
         */
        get: operations["listNodes"];
        put?: never;
        /**
         * Add a node to a cluster
         * @description Starts the operation `node.add`: glusterd is looked for, and the host is taken into the cluster's pool. A
         *     host that is not in the inventory yet is added to it under the first `manage` name. Its result has the id of the node.
         *     Needs `host.manage` everywhere, too: the server logs in to whatever host is named.
         *
         *     Needs the action `cluster.manage`: Make, change and delete clusters.
         */
        post: operations["addNode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/nodes/{node}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a node
         * @description With its devices and what lies on them, for who may see those.
         *
         *     Needs the action `cluster.read`: See clusters and what belongs to them.
         */
        get: operations["getNode"];
        put?: never;
        post?: never;
        /**
         * Delete a node
         * @description Starts the operation `node.delete`: a node without devices leaves the pool of its cluster.
         *
         *     Needs the action `cluster.manage`: Make, change and delete clusters.
         */
        delete: operations["deleteNode"];
        options?: never;
        head?: never;
        /**
         * Set a node online or offline
         * @description While it is offline nothing new is placed on its devices; volumes on it go on.
         *
         *     Needs the action `cluster.manage`: Make, change and delete clusters.
         */
        patch: operations["changeNode"];
        trace?: never;
    };
    "/nodes/{node}/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the tags of a node
         * @description Of the tags that are there at that moment: what others change meanwhile stays, unless `If-Match` is given.
         *     There are at most 32 afterwards.
         *
         *     Needs the action `cluster.manage`: Make, change and delete clusters.
         */
        patch: operations["changeNodeTags"];
        trace?: never;
    };
    "/nodes/{node}/readdress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a node other names
         * @description Starts the operation `node.readdress`: the node stays what it is, with its id, its devices and its bricks.
         *     That it is the same machine is known by its glusterd. Where the first `storage` name changes, its bricks go on under the
         *     new one, one after the other; a volume is read-only while a brick of it is down and until it is healed. With `manage` it needs
         *     `host.manage` everywhere, too.
         *
         *     Needs the action `cluster.manage`: Make, change and delete clusters.
         */
        post: operations["readdressNode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/nodes/{node}/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a node out of use
         * @description Starts the operation `node.remove`: all bricks of an offline node move to other nodes, one after the
         *     other. It is `failed` afterwards, and can be deleted.
         *
         *     Needs the action `cluster.manage`: Make, change and delete clusters.
         */
        post: operations["removeNode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List devices
         * @description By id, with their bricks, of the projects that one may see.
         *
         *     Needs the action `device.read`: See the devices of hosts and how full they are.
         */
        get: operations["listDevices"];
        put?: never;
        /**
         * Add a device to a node
         * @description Starts the operation `device.add`: a block device becomes a volume group of LVM, a folder keeps image
         *     files. One that holds data is refused, unless the data are to be destroyed. Its result has the id of the device.
         *
         *     Needs the action `device.manage`: Add devices, which erases them, take them out of use, and remove them.
         */
        post: operations["addDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/devices/{device}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a device
         * @description With its bricks, and how full it is.
         *
         *     Needs the action `device.read`: See the devices of hosts and how full they are.
         */
        get: operations["getDevice"];
        put?: never;
        post?: never;
        /**
         * Delete a device
         * @description Starts the operation `device.delete`: one that was removed and holds no bricks is given back to its host.
         *
         *     Needs the action `device.manage`: Add devices, which erases them, take them out of use, and remove them.
         */
        delete: operations["deleteDevice"];
        options?: never;
        head?: never;
        /**
         * Set a device online or offline
         * @description While it is offline nothing new is placed on it; bricks on it go on. One that is `failed` comes back offline.
         *
         *     Needs the action `device.manage`: Add devices, which erases them, take them out of use, and remove them.
         */
        patch: operations["changeDevice"];
        trace?: never;
    };
    "/devices/{device}/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the tags of a device
         * @description Of the tags that are there at that moment: what others change meanwhile stays, unless `If-Match` is given.
         *     There are at most 32 afterwards.
         *
         *     Needs the action `device.manage`: Add devices, which erases them, take them out of use, and remove them.
         */
        patch: operations["changeDeviceTags"];
        trace?: never;
    };
    "/devices/{device}/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a device out of use
         * @description Starts the operation `device.remove`: the bricks of an offline device move to others, one after the
         *     other. It is `failed` afterwards, and can be deleted.
         *
         *     Needs the action `device.manage`: Add devices, which erases them, take them out of use, and remove them.
         */
        post: operations["removeDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/devices/{device}/resync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read anew how large a device is
         * @description Starts the operation `device.resync`: what its disk or file system has grown by is taken, and nothing is made
         *     smaller. Its result has `totalKib`, `usedKib`, `addedKib`, and `missingKib`: what its bricks are charged with and it
         *     does not have.
         *
         *     Needs the action `device.manage`: Add devices, which erases them, take them out of use, and remove them.
         */
        post: operations["resyncDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/volumes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List volumes
         * @description By id, of the projects that one may see. One that is being made or deleted is not shown.
         *
         *     Needs the action `volume.read`: See volumes, their bricks and snapshots, and what they hold and use.
         */
        get: operations["listVolumes"];
        put?: never;
        /**
         * Create a volume
         * @description Starts the operation `volume.create`: all of it is made, or nothing. Its reasons say why its bricks lie
         *     where they lie, and its result has the id of the volume.
         *
         *     Needs the action `volume.create`: Make volumes, also as clones of others.
         */
        post: operations["createVolume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/volumes/{volume}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a volume
         * @description With its bricks, and whom clients mount it from.
         *
         *     Needs the action `volume.read`: See volumes, their bricks and snapshots, and what they hold and use.
         */
        get: operations["getVolume"];
        put?: never;
        post?: never;
        /**
         * Delete a volume
         * @description Starts the operation `volume.delete`: the volume goes, with all that is on it. From when it is stopped
         *     there is no way back. One with snapshots is not deleted; clones of it stay.
         *
         *     Needs the action `volume.delete`: Delete volumes with all that is on them.
         */
        delete: operations["deleteVolume"];
        options?: never;
        head?: never;
        /**
         * Lock or unlock a volume that holds block volumes
         * @description A locked one takes no further block volumes; those in it stay. One that is unlocked must have room for
         *     what it keeps for itself.
         *
         *     Needs the action `volume.change`: Expand volumes, change their options, and move their bricks.
         */
        patch: operations["changeVolume"];
        trace?: never;
    };
    "/volumes/{volume}/expand": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Expand a volume
         * @description Starts the operation `volume.expand`: new sets of bricks come behind those that are there, which stay as
         *     they are. Its reasons say why the new bricks lie where they lie. Then a rebalance is started, unless the settings of the
         *     server say otherwise; that it cannot be started is no failure, and stands in the volume.
         *
         *     Needs the action `volume.change`: Expand volumes, change their options, and move their bricks.
         */
        post: operations["expandVolume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/volumes/{volume}/rebalance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show how far a rebalance is
         * @description The last one; looked at every ten seconds while it runs.
         *
         *     Needs the action `volume.read`: See volumes, their bricks and snapshots, and what they hold and use.
         */
        get: operations["getRebalance"];
        put?: never;
        /**
         * Start or stop a rebalance
         * @description Starts the operation `volume.rebalance`, which is over when Gluster has begun to spread what is in the
         *     volume over all its bricks, or has left off. How far that is, the volume's `rebalance` says.
         *
         *     Needs the action `volume.change`: Expand volumes, change their options, and move their bricks.
         */
        post: operations["rebalanceVolume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/bricks/{brick}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a brick
         * @description Whatever state it is in. One that was replaced is not there any more.
         *
         *     Needs the action `volume.read`: See volumes, their bricks and snapshots, and what they hold and use.
         */
        get: operations["getBrick"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/bricks/{brick}/evict": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put another brick in the place of one
         * @description Starts the operation `brick.evict`: the brick is replaced by another one, with another id, on another device;
         *     its own stays in use. Its result has both, `brick` and `replaced`.
         *
         *     Needs the action `volume.change`: Expand volumes, change their options, and move their bricks.
         */
        post: operations["evictBrick"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/snapshots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List snapshots
         * @description By id, of the projects that one may see. One that is being taken or deleted is not shown.
         *
         *     Needs the action `volume.read`: See volumes, their bricks and snapshots, and what they hold and use.
         */
        get: operations["listSnapshots"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/volumes/{volume}/snapshots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the snapshots of a volume
         * @description By id. One that is being taken or deleted is not shown.
         *
         *     Needs the action `volume.read`: See volumes, their bricks and snapshots, and what they hold and use.
         */
        get: operations["listVolumeSnapshots"];
        put?: never;
        /**
         * Take a snapshot of a volume
         * @description Starts the operation `snapshot.create`. The volume goes on; what is changed in it afterwards takes room
         *     in the thin pools of its bricks. Its result has the id of the snapshot.
         *
         *     Needs the action `volume.snapshot`: Take snapshots of volumes, and delete them.
         */
        post: operations["createSnapshot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/snapshots/{snapshot}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a snapshot
         * @description With the volume that it was taken of.
         *
         *     Needs the action `volume.read`: See volumes, their bricks and snapshots, and what they hold and use.
         */
        get: operations["getSnapshot"];
        put?: never;
        post?: never;
        /**
         * Delete a snapshot
         * @description Starts the operation `snapshot.delete`. Its volume goes on, and clones that were made of it stay.
         *
         *     Needs the action `volume.snapshot`: Take snapshots of volumes, and delete them.
         */
        delete: operations["deleteSnapshot"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/snapshots/{snapshot}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put a volume back to a snapshot
         * @description Starts the operation `snapshot.restore`: the volume is stopped, becomes what it was, and runs again; all
         *     that was written since is lost, and the snapshot is used up. From when the volume is stopped there is no way back.
         *
         *     Needs the action `volume.restore`: Put volumes back to what a snapshot of them holds, which loses all that came after it.
         */
        post: operations["restoreSnapshot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/snapshots/{snapshot}/clone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a volume of a snapshot
         * @description Starts the operation `volume.clone`; its result has the id of the new volume. A clone is a volume of its own, with the size, copies, options and group of the other one. Its bricks lie in
         *     the same thin pools: it takes room there as the two become different.
         *
         *     Needs the action `volume.create`: Make volumes, also as clones of others.
         */
        post: operations["cloneSnapshot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/volumes/{volume}/clone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Clone a volume
         * @description Starts the operation `volume.clone`; its result has the id of the new volume. The one that is cloned goes
         *     on, and is shown as ever. A clone is a volume of its own, with the size, copies, options and group of the other one. Its bricks lie in
         *     the same thin pools: it takes room there as the two become different.
         *
         *     Needs the action `volume.create`: Make volumes, also as clones of others.
         */
        post: operations["cloneVolume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/block-volumes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List block volumes
         * @description By id, of the projects that one may see. One that is being made or deleted is not shown.
         *
         *     Needs the action `volume.read`: See volumes, their bricks and snapshots, and what they hold and use.
         */
        get: operations["listBlockVolumes"];
        put?: never;
        /**
         * Create a block volume
         * @description Starts the operation `block-volume.create`: in one of the volumes that hold block volumes and have room,
         *     or in one that is made for it, where the configuration says so. Its result has the id of the block volume.
         *
         *     Needs the action `volume.create`: Make volumes, also as clones of others.
         */
        post: operations["createBlockVolume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/block-volumes/{blockVolume}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a block volume
         * @description With the hosts over which clients reach it. Its login is asked for by itself.
         *
         *     Needs the action `volume.read`: See volumes, their bricks and snapshots, and what they hold and use.
         */
        get: operations["getBlockVolume"];
        put?: never;
        post?: never;
        /**
         * Delete a block volume
         * @description Starts the operation `block-volume.delete`: the block volume goes, with all that is on it. There is no way
         *     back. The volume that held it stays.
         *
         *     Needs the action `volume.delete`: Delete volumes with all that is on them.
         */
        delete: operations["deleteBlockVolume"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/block-volumes/{blockVolume}/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show how clients log in to a block volume
         * @description The audit record says who asked. Empty where no login is needed.
         *
         *     Needs the action `volume.reveal`: See the passwords by which clients reach block volumes.
         */
        get: operations["getBlockCredentials"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/block-volumes/{blockVolume}/expand": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Expand a block volume
         * @description Starts the operation `block-volume.expand`, to a size that is given as a whole. Where hosts did not
         *     follow it fails, and the same size may be asked for again.
         *
         *     Needs the action `volume.change`: Expand volumes, change their options, and move their bricks.
         */
        post: operations["expandBlockVolume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what is different on the hosts
         * @description By id, of the projects that one may see: what the last examination of each cluster has found. Events
         *     `drift.found` and `drift.gone` tell of changes.
         *
         *     Needs the action `cluster.read`: See clusters and what belongs to them.
         */
        get: operations["listFindings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drift/examine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Examine the hosts of a cluster now
         * @description Asks Gluster and each host what there is, and compares it with what is recorded. It changes nothing on
         *     hosts, and takes seconds, or minutes where hosts do not answer.
         *
         *     Needs the action `volume.change`: Expand volumes, change their options, and move their bricks.
         */
        post: operations["examineCluster"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drift/repair": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Repair what is different
         * @description Starts the operation `drift.repair`: all of these findings or none. Its reasons say what each repair does;
         *     a dry run shows them. What repairs nothing by itself is refused with what a person can do. The cluster is examined again
         *     when it is done.
         *
         *     Needs the action `volume.change`: Expand volumes, change their options, and move their bricks.
         */
        post: operations["repairDrift"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clusters/{cluster}/adopt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take over a volume that Gluster has
         * @description Starts the operation `volume.adopt`: a volume that others made, and that an examination has found, becomes
         *     one of ours. Its bricks stay as they are; those that do not lie as ours would are never mounted or removed by us. A dry
         *     run shows which are which.
         *
         *     Needs the action `volume.create`: Make volumes, also as clones of others.
         */
        post: operations["adoptVolume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/volumes/{volume}/heal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show what of a volume has to heal
         * @description As it was when its cluster was examined last.
         *
         *     Needs the action `volume.read`: See volumes, their bricks and snapshots, and what they hold and use.
         */
        get: operations["getHeal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show who one is
         * @description And which roles one has, for anybody who is known.
         */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List users
         * @description People and programs, by name, disabled ones too. Needs the action everywhere.
         *
         *     Needs the action `user.read`: See who there is, and which roles they have.
         */
        get: operations["listUsers"];
        put?: never;
        /**
         * Create a user
         * @description With all that it shall have, or not at all. One without roles can do nothing; one without a password needs a
         *     token.
         *
         *     Needs the action `user.manage`: Make, change and disable principals and give them roles, one of their own among them: the same as all rights.
         */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{user}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a user
         * @description Needs the action everywhere.
         *
         *     Needs the action `user.read`: See who there is, and which roles they have.
         */
        get: operations["getUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Disable, enable or rename a user
         * @description One of them at a time. A disabled user can neither log in nor do anything; its tokens and roles are kept
         *     for when it is enabled again.
         *
         *     Needs the action `user.manage`: Make, change and disable principals and give them roles, one of their own among them: the same as all rights.
         */
        patch: operations["changeUser"];
        trace?: never;
    };
    "/users/{user}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the roles of a user
         * @description Needs the action everywhere.
         *
         *     Needs the action `user.read`: See who there is, and which roles they have.
         */
        get: operations["listUserRoles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{user}/roles/{role}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Give a user a role
         * @description In a project or everywhere. Giving it again changes nothing.
         *
         *     Needs the action `user.manage`: Make, change and disable principals and give them roles, one of their own among them: the same as all rights.
         */
        put: operations["grantRole"];
        post?: never;
        /**
         * Take a role from a user
         * @description One that holds everywhere is not the same one in a project.
         *
         *     Needs the action `user.manage`: Make, change and disable principals and give them roles, one of their own among them: the same as all rights.
         */
        delete: operations["revokeRole"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List one's own tokens
         * @description Newest first, also those that are not valid any more.
         */
        get: operations["listOwnTokens"];
        put?: never;
        /**
         * Create a token of one's own
         * @description It may do all that its user may, until it expires or is revoked. It expires with the token of this request at
         *     the latest: what was lent for a time does not make itself last. A user has 100 valid tokens at most.
         */
        post: operations["createOwnToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/tokens/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke one of one's own tokens
         * @description By its id. The one that this request has may be revoked, too. Revoking it again changes nothing.
         */
        delete: operations["revokeOwnToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{user}/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the tokens of a user
         * @description Newest first, also those that are not valid any more. Needs the action everywhere.
         *
         *     Needs the action `token.manage`: Make, see and revoke the tokens of others: the same as all rights of all of them.
         */
        get: operations["listTokens"];
        put?: never;
        /**
         * Create a token for a user
         * @description It may do all that its user may, until it expires or is revoked.
         *
         *     Needs the action `token.manage`: Make, see and revoke the tokens of others: the same as all rights of all of them.
         */
        post: operations["createToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{user}/tokens/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a token of a user
         * @description By its id. Revoking it again changes nothing.
         *
         *     Needs the action `token.manage`: Make, see and revoke the tokens of others: the same as all rights of all of them.
         */
        delete: operations["revokeToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List roles
         * @description Those that there are, by name, with the actions that they give. Needs the action everywhere.
         *
         *     Needs the action `user.read`: See who there is, and which roles they have.
         */
        get: operations["listRoles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List projects
         * @description By name, those that one may see.
         *
         *     Needs the action `project.read`: See which projects there are.
         */
        get: operations["listProjects"];
        put?: never;
        /**
         * Create a project
         * @description What belongs to it is seen by those who have a role in it, or everywhere.
         *
         *     Needs the action `project.manage`: Make projects.
         */
        post: operations["createProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the record of who did what
         * @description Newest first. Needs the action everywhere.
         *
         *     Needs the action `audit.read`: See who did what, when and from where.
         */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Verify the record
         * @description Walks all of it, and tells the first thing that is not as it was sealed. Needs the action everywhere.
         *
         *     Needs the action `audit.read`: See who did what, when and from where.
         */
        post: operations["verifyAudit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/server": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show this server
         * @description Its version and how busy it is, for anybody who is known. `/metrics` has more.
         */
        get: operations["getServer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/server/heketi-state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show the administrative state of Heketi's API
         * @description In `normal` everything is let through, in `read-only` only what changes nothing, in `local-client` also
         *     changes from the machine of the server. It is of the server that answers, not of others on the same store, and this API
         *     does not heed it. Needs the action everywhere.
         *
         *     Needs the action `server.manage`: Change what the server itself does: its maintenance state and the level of its log.
         */
        get: operations["getHeketiState"];
        /**
         * Set the administrative state of Heketi's API
         * @description Also from `read-only`, which Heketi's own API cannot leave. It lasts until it is set again or the server is
         *     started anew: then it is `heketi.defaultState`. Needs the action everywhere.
         *
         *     Needs the action `server.manage`: Change what the server itself does: its maintenance state and the level of its log.
         */
        put: operations["setHeketiState"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document
         * @description The OpenAPI 3.1 document of this API, made from what checks its requests and prints its answers.
         */
        get: operations["getDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AddressReport: {
            address: string;
            answers: boolean;
            /** @description Why not. */
            reason?: string;
            keys: components["schemas"]["KeyReport"][];
        };
        AdoptionWish: {
            /** @description Gluster's name of it. */
            name: string;
            /** @description Name or id; `default` without it. */
            project?: string;
        };
        /** @description Where the record ended once. Kept outside of the store it proves that the record was not cut off or replaced since. */
        AuditAnchor: {
            batch: number;
            mac: string;
        };
        AuditBroken: {
            /** @constant */
            kind: "broken";
            /** @enum {unknown} */
            found: "changed" | "missing" | "reordered" | "inserted" | "cut-off";
            /** @enum {unknown} */
            what: "entry" | "batch" | "head";
            /** @description The first one that is not as it was. */
            number: number;
        };
        AuditEntry: {
            id: number;
            /** @description Its place in the chain; absent until it has one. */
            number?: number;
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description A user's id, or a word in brackets. */
            who: string;
            /** @description Such as `volume.create`. */
            action: string;
            /** @description What it was done to. */
            on: string;
            /** @description `done`, `refused` or `failed`. */
            result: string;
            /** @description An address, or a word in brackets. */
            from: string;
            /** @description More about it. */
            body: unknown;
            /** @description Whether a change of it would be found. */
            isSealed: boolean;
        };
        AuditEntryPage: {
            items: components["schemas"]["AuditEntry"][];
            /** @description For `after` of the next page; absent on the last one. */
            next?: string;
        };
        AuditIntact: {
            /** @constant */
            kind: "intact";
            sealed: number;
            /** @description Entries that no seal protects yet. */
            unsealed: number;
            anchor: components["schemas"]["AuditAnchor"];
        };
        AuditReport: components["schemas"]["AuditIntact"] | components["schemas"]["AuditBroken"];
        AuditVerification: {
            anchor?: components["schemas"]["AuditAnchor"];
        };
        BlockCredentials: {
            /** @description Absent, with the password, where no login is needed. */
            username?: string;
            password?: string;
        };
        BlockVolume: {
            /** @description 32 hex digits. */
            id: string;
            /** @description Whose it is. */
            project: string;
            /** @description Where it lies. */
            cluster: string;
            /** @description The volume that holds it. */
            hosting: string;
            /** @description gluster-block's name of it, unlike any other in its hosting volume. */
            name: string;
            sizeGib: number;
            /** @description Less than its size where hosts did not follow an expansion. */
            usableGib: number;
            /** @description How many hosts it can be reached over. */
            haCount: number;
            /** @description Which, as they were when it was made. */
            hosts: string[];
            /** @description Its name as an iSCSI target. */
            iqn: string;
            /** @description 0. */
            lun: number;
            /** @description Whether clients need a login, which is asked for by itself. */
            auth: boolean;
        };
        BlockVolumeExpansion: {
            /** @description The new size. */
            sizeGib: number;
        };
        BlockVolumePage: {
            items: components["schemas"]["BlockVolume"][];
            /** @description For `after` of the next page; absent on the last one. */
            next?: string;
        };
        BlockVolumeWish: {
            /** @description Made from its id without it. */
            name?: string;
            sizeGib: number;
            /** @description Tried in this order; all clusters without it. */
            clusters?: string[];
            /** @description How many hosts it can be reached over; all of its cluster without it. */
            haCount?: number;
            /** @description Whether clients need a login; `false` without it. */
            auth?: boolean;
            /** @description Name or id; `default` without it. */
            project?: string;
        };
        Brick: {
            /** @description 32 hex digits. */
            id: string;
            /** @description On the host of its node. */
            path: string;
            /** @description What it lies on. */
            device: string;
            /** @description What that belongs to. */
            node: string;
            /** @description Absent for what is left of a volume that is gone, or for one that one may not see. */
            volume?: string;
            sizeKib: number;
            /**
             * @description An arbiter has names and attributes of files, no data.
             * @enum {unknown}
             */
            role: "data" | "arbiter";
            /**
             * @description `joining` takes the place of one that is `leaving`; `debris` is left over, and is cleaned up.
             * @enum {unknown}
             */
            state: "creating" | "ready" | "joining" | "leaving" | "deleting" | "debris";
        };
        Cluster: {
            /** @description 32 hex digits. */
            id: string;
            /** @description Whose it is. */
            project: string;
            /** @description Whether volumes of files are placed on it. */
            takesFile: boolean;
            /** @description Whether volumes that hold block devices are placed on it. */
            takesBlock: boolean;
            nodes: string[];
            /** @description Those that one may see, without those that are being made or deleted. */
            volumes: string[];
            /** @description The same of block volumes. */
            blockVolumes: string[];
        };
        ClusterChange: {
            takesFile?: boolean;
            takesBlock?: boolean;
        };
        ClusterPage: {
            items: components["schemas"]["Cluster"][];
            /** @description For `after` of the next page; absent on the last one. */
            next?: string;
        };
        ClusterWish: {
            /** @description `true` without it. */
            takesFile?: boolean;
            /** @description `true` without it. */
            takesBlock?: boolean;
            /** @description Name or id; `default` without it. */
            project?: string;
        };
        Command: {
            host: string;
            program: string;
            /** @description Without the guard around it. */
            argv: string[];
            /**
             * Format: date-time
             * @description Waiting for locks included.
             */
            startedAt: string;
            elapsedMs: number;
            /** @description Whether it ran under locks and a fencing number. */
            isGuarded: boolean;
            /** @description Absent when it did not end, or nobody knows how. */
            code?: number;
            /** @description Its beginning and end, 4 KiB at most. */
            stdout: string;
            /** @description Its beginning and end, 4 KiB at most. */
            stderr: string;
            /** @description The code of what came in place of an answer. */
            error?: string;
        };
        Device: {
            /** @description 32 hex digits. */
            id: string;
            /** @description Its cluster's. */
            project: string;
            /** @description What it belongs to. */
            node: string;
            /** @description A path on the host of its node. */
            name: string;
            /**
             * @description A block device with LVM on it, or a folder.
             * @enum {unknown}
             */
            kind: "lvm-thin" | "file";
            /**
             * @description `offline` takes no new bricks; `failed` was removed: its bricks were moved away.
             * @enum {unknown}
             */
            state: "online" | "offline" | "failed";
            /** @description Words of your own, by name. */
            tags: {
                [key: string]: string;
            };
            totalKib: number;
            /** @description What its bricks are charged with, of running operations too. */
            usedKib: number;
            freeKib: number;
            /** @description Sizes on it are multiples of this. */
            extentKib: number;
            /** @description Of the physical volume. */
            pvUuid?: string;
            /** @description All the names that its host has for it. */
            paths: string[];
            bricks: components["schemas"]["Brick"][];
        };
        DeviceChange: {
            /** @enum {unknown} */
            state: "online" | "offline";
        };
        DevicePage: {
            items: components["schemas"]["Device"][];
            /** @description For `after` of the next page; absent on the last one. */
            next?: string;
        };
        DeviceRemovalWish: {
            /** @description Whether a set must have healed before a brick of it is replaced; `true` without it. */
            healCheck?: boolean;
        };
        DeviceWish: {
            node: string;
            /** @description A path on the host of the node. */
            name: string;
            /** @description Whether to erase what is on it; `false` without it. */
            destroyData?: boolean;
            /** @description Words of your own, by name. */
            tags?: {
                [key: string]: string;
            };
        };
        Disperse: {
            /** @constant */
            kind: "disperse";
            /** @description Parts that hold data: 2, 4 or 8. */
            data: number;
            /** @description Parts that may be lost: 1 with 2, 2 with 4, 3 or 4 with 8. */
            redundancy: number;
        };
        DriftFinding: {
            /** @description The same for as long as the difference is there. */
            id: string;
            /** @description Where it was found. */
            cluster: string;
            /** @description Of its volume, or of the cluster. */
            project: string;
            /** @description What kind of difference it is; docs/operating/drift.md has them all. */
            code: string;
            /**
             * @description `critical`: data or copies of them are out of reach, or soon will be.
             * @enum {unknown}
             */
            severity: "critical" | "warning" | "info";
            objects: components["schemas"]["DriftObjects"];
            /** @description A sentence: what is there, and what should be. */
            found: string;
            /** @description What a person does about it. */
            remedy: string;
            /**
             * @description What a repair does; absent where only a person can do something.
             * @enum {unknown}
             */
            repair?: "mount-brick" | "write-fstab" | "start-volume" | "set-heketi-id" | "remove-debris" | "correct-device";
            /**
             * Format: date-time
             * @description When an examination saw it first.
             */
            firstSeenAt: string;
            /**
             * Format: date-time
             * @description When one saw it last.
             */
            lastSeenAt: string;
        };
        DriftFindingPage: {
            items: components["schemas"]["DriftFinding"][];
            /** @description For `after` of the next page; absent on the last one. */
            next?: string;
        };
        DriftObjects: {
            host?: string;
            node?: string;
            device?: string;
            brick?: string;
            volume?: string;
            /** @description Of what has no id here: a volume or brick that is not recorded. */
            name?: string;
        };
        /** @description How data are kept when bricks are lost. */
        Durability: components["schemas"]["WithoutCopies"] | components["schemas"]["Replicate"] | components["schemas"]["Disperse"];
        Event: {
            /** @description Its place in the stream. */
            seq: number;
            /**
             * Format: date-time
             * @description By the clock of the server on which it happened.
             */
            at: string;
            /** @description What kind of thing, such as `operation.changed`. */
            topic: string;
            project: string;
            /** @description The id of what it happened to. */
            subject: string;
            /** @description What belongs to the topic. */
            body: unknown;
        };
        EventPage: {
            /** @description There may be none on a page that is not the last. */
            items: components["schemas"]["Event"][];
            /** @description For `after` of the next page, which there always is. */
            next: number;
            /** @description The newest number of all: the reader is up to date when `next` has come to it. */
            last: number;
            reset?: components["schemas"]["EventReset"];
        };
        /** @description What came behind `after` is not kept any more: read the things themselves anew, and go on behind `last`. */
        EventReset: {
            first: number;
            last: number;
        };
        EvictionWish: {
            /** @description Whether its set must have healed before it is replaced; `true` without it. */
            healCheck?: boolean;
        };
        Examination: {
            cluster: string;
            findings: components["schemas"]["DriftFinding"][];
        };
        ExaminationWish: {
            cluster: string;
        };
        Finding: {
            /** @enum {unknown} */
            code: "address-silent" | "key-unknown" | "key-changed" | "key-revoked" | "certificate-refused" | "account-unusable" | "login-refused" | "sudo-refused" | "not-reached" | "pod-unusable" | "kubernetes-unusable" | "not-root" | "flock-missing" | "coreutils-missing" | "tail-missing" | "locks-unwritable" | "program-missing" | "program-outside-path" | "glusterd-silent" | "machine-id-missing" | "machine-changed" | "machine-shared" | "rebooted";
            /** @enum {unknown} */
            severity: "error" | "warning" | "notice";
            /** @description What was found. */
            text: string;
            /** @description What to do about it. */
            remedy: string;
        };
        Heal: {
            /** @description Files and folders that bricks have to give to others. */
            entries: number;
            /** @description Bricks that could not be asked: what they owe is not known. */
            unknownBricks: number;
            /**
             * Format: date-time
             * @description When Gluster was asked.
             */
            seenAt: string;
        };
        HeketiState: {
            /** @enum {unknown} */
            state: "normal" | "read-only" | "local-client";
        };
        HeketiStateChange: {
            /** @enum {unknown} */
            state: "normal" | "read-only" | "local-client";
        };
        HeldRole: {
            role: string;
            /** @description Where it holds; everywhere without it. */
            project?: string;
        };
        HeldRoleList: {
            items: components["schemas"]["HeldRole"][];
        };
        HeldRoleWish: {
            role: string;
            /** @description Name or id; everywhere without it. */
            project?: string;
        };
        Host: {
            /** @description 32 hex digits. */
            id: string;
            name: string;
            /** @description In the order in which they are tried. */
            addresses: components["schemas"]["HostAddress"][];
            /**
             * Format: date-time
             * @description When it was added.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was last looked at, and could be entered.
             */
            checkedAt?: string;
            /** @description `/etc/machine-id`, known after the first check. */
            machineId?: string;
            /** @description Another one after each boot. */
            era?: string;
            keys: components["schemas"]["RecordedHostKey"][];
            account?: components["schemas"]["HostAccount"];
        };
        HostAccount: {
            login: string;
            /**
             * @description Where the login is not root.
             * @constant
             */
            become?: "sudo";
            hasPrivateKey: boolean;
            hasPassword: boolean;
        };
        /** @description As whom a host is entered. Without a key and a password, those of the configuration count for the login. */
        HostAccountWish: {
            login: string;
            /**
             * @description Where the login is not root.
             * @constant
             */
            become?: "sudo";
            /** @description The text of a key file, without a passphrase. Never shown. */
            privateKey?: string;
            /** @description Never shown. */
            password?: string;
        };
        HostAddress: {
            /** @description A name, an IPv4 or an IPv6 address. */
            address: string;
            /** @description Of its sshd. */
            port: number;
        };
        HostAddressWish: {
            address: string;
            /** @description That of the configuration without it. */
            port?: number;
        };
        HostChange: {
            addresses?: components["schemas"]["HostAddressWish"][];
            account?: components["schemas"]["HostAccountWish"] | null;
        };
        HostKeyWish: {
            line: string;
        };
        HostPage: {
            items: components["schemas"]["Host"][];
            /** @description For `after` of the next page; absent on the last one. */
            next?: string;
        };
        HostReport: {
            /** @description Which one was looked at. */
            host: string;
            name: string;
            /**
             * Format: date-time
             * @description When.
             */
            checkedAt: string;
            /** @description Whether no finding is an error. */
            isUsable: boolean;
            addresses: components["schemas"]["AddressReport"][];
            /** @description The first address that answers. */
            reachedAt?: string;
            login?: components["schemas"]["LoginReport"];
            /** @description Kernel and architecture. */
            system?: string;
            machineId?: string;
            era?: string;
            /** @description Where programs are; null for those that are not there. */
            programs?: {
                [key: string]: string | null;
            };
            /**
             * @description Absent where there is no `gluster`.
             * @enum {unknown}
             */
            glusterd?: "answers" | "silent";
            findings: components["schemas"]["Finding"][];
        };
        HostWish: {
            name: string;
            /** @description Tried in this order; its name without any. */
            addresses?: components["schemas"]["HostAddressWish"][];
            /** @description Lines of its public key files, where they are known. */
            keys?: string[];
            account?: components["schemas"]["HostAccountWish"];
        };
        /** @description Of a volume that holds block volumes; absent for all others. */
        Hosting: {
            /** @description For further block volumes. */
            freeGib: number;
            /** @description Kept for itself. */
            reservedGib: number;
            /** @description Without those that are being made or deleted. */
            blockVolumes: string[];
            /**
             * @description `locked` takes no more block volumes; so does `locked-by-update`, which was found overfull.
             * @enum {unknown}
             */
            restriction: "none" | "locked" | "locked-by-update";
        };
        KeyReport: {
            type: string;
            fingerprint: string;
            /** @enum {unknown} */
            state: "known" | "unknown" | "revoked";
        };
        LogEntry: {
            number: number;
            /**
             * Format: date-time
             * @description By the clock of the server that wrote it.
             */
            at: string;
            event: components["schemas"]["LogEvent"];
        };
        LogEntryPage: {
            items: components["schemas"]["LogEntry"][];
            /** @description For `after` of the next page; absent on the last one. */
            next?: string;
        };
        /** @description What happened; what more it has goes by its type. */
        LogEvent: {
            type: string;
        } & {
            [key: string]: unknown;
        };
        /** @description As whom commands run; absent when none could be run. */
        LoginReport: {
            name: string;
            /** @constant */
            become?: "sudo";
            uid: number;
        };
        Me: {
            user: components["schemas"]["User"];
            /**
             * @description How this request showed it.
             * @enum {unknown}
             */
            scheme: "token" | "password" | "heketi-jwt";
            /** @description The id of the token that this request had. */
            token?: string;
            roles: components["schemas"]["HeldRole"][];
        };
        NewToken: {
            token: components["schemas"]["Token"];
            /** @description The token itself. It is shown this once; the server keeps a hash of it. */
            secret: string;
        };
        Node: {
            /** @description 32 hex digits. */
            id: string;
            /** @description Its cluster's. */
            project: string;
            /** @description What it belongs to. */
            cluster: string;
            /** @description The machine that it is. */
            host: string;
            /** @description What may fail together has one number. */
            zone: number;
            /** @description Names by which it is reached. */
            manage: string[];
            /** @description Names by which nodes and clients reach its bricks. */
            storage: string[];
            /**
             * @description `offline` takes no new bricks; `failed` was removed: its bricks were moved away.
             * @enum {unknown}
             */
            state: "online" | "offline" | "failed";
            /** @description Words of your own, by name. */
            tags: {
                [key: string]: string;
            };
            /** @description Whether glusterd answered when this server last looked; absent where it has not. */
            isUp?: boolean;
            /** @description Needs `device.read`; empty without it. */
            devices: components["schemas"]["Device"][];
        };
        NodeChange: {
            /** @enum {unknown} */
            state: "online" | "offline";
        };
        NodePage: {
            items: components["schemas"]["Node"][];
            /** @description For `after` of the next page; absent on the last one. */
            next?: string;
        };
        NodeWish: {
            cluster: string;
            /** @description What may fail together has one number. */
            zone: number;
            /** @description Names by which it is reached. */
            manage: string[];
            /** @description Names by which nodes and clients reach its bricks; the first one is used. */
            storage: string[];
            /** @description Words of your own, by name. */
            tags?: {
                [key: string]: string;
            };
            /** @description Of SSH, for a host that is new. */
            port?: number;
        };
        Operation: {
            /** @description 32 hex digits. */
            id: string;
            /** @description Such as `volume.create`. */
            kind: string;
            /** @description Of the kind: goes up when its plans or steps change their form. */
            version: number;
            /** @description Whose it is. */
            project: string;
            /** @description Who asked for it. */
            principal: string;
            /** @description The operation that this one cleans up after. */
            parent?: string;
            /**
             * @description `stuck` waits for its next try, or for a person; `unknown` has a step that must not be repeated, and nobody saw its end.
             * @enum {unknown}
             */
            state: "queued" | "running" | "undoing" | "stuck" | "succeeded" | "failed" | "cancelled" | "unknown";
            /**
             * Format: date-time
             * @description When it was asked for.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description Of its last event.
             */
            updatedAt: string;
            /**
             * Format: date-time
             * @description Absent until it ends.
             */
            endedAt?: string;
            /** @description Who wants it cancelled. */
            cancelledBy?: string;
            /** @description What was asked for. */
            input: unknown;
            /** @description What was decided; its form belongs to the kind and its version. */
            plan: unknown;
            /** @description Why it was decided so. */
            reasons: string[];
            /** @description How often it was planned. */
            attempt: number;
            progress?: components["schemas"]["OperationProgress"];
            /** @description Of what it is stuck at, since its last step forward. */
            tries: number;
            /** @description The delay that the last try of a stuck one was given. */
            nextTryInMs?: number;
            /** @description Operations that clean up what this one could not undo. */
            leftTo: string[];
            error?: components["schemas"]["OperationError"];
            result?: unknown;
        };
        OperationError: {
            code: string;
            message: string;
            /** @description That a request would have been answered with. */
            status: number;
            /** @enum {unknown} */
            retry: "never" | "backoff" | "reread";
            fields: unknown;
        };
        OperationProgress: {
            /** @description They stay, whatever happens to later ones. */
            stagesSettled: number;
            /** @description Absent where nobody can know yet. */
            stagesExpected?: number;
            stage?: components["schemas"]["StageProgress"];
        };
        OperationStatistics: {
            /** @description On this server, now. */
            running: number;
            /** @description By this server, since its start. */
            started: number;
            /** @description On this server, since its start. */
            ended: number;
        };
        OperationSummary: {
            /** @description 32 hex digits. */
            id: string;
            /** @description Such as `volume.create`. */
            kind: string;
            /** @description Of the kind: goes up when its plans or steps change their form. */
            version: number;
            /** @description Whose it is. */
            project: string;
            /** @description Who asked for it. */
            principal: string;
            /** @description The operation that this one cleans up after. */
            parent?: string;
            /**
             * @description `stuck` waits for its next try, or for a person; `unknown` has a step that must not be repeated, and nobody saw its end.
             * @enum {unknown}
             */
            state: "queued" | "running" | "undoing" | "stuck" | "succeeded" | "failed" | "cancelled" | "unknown";
            /**
             * Format: date-time
             * @description When it was asked for.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description Of its last event.
             */
            updatedAt: string;
            /**
             * Format: date-time
             * @description Absent until it ends.
             */
            endedAt?: string;
            /** @description Who wants it cancelled. */
            cancelledBy?: string;
        };
        OperationSummaryPage: {
            items: components["schemas"]["OperationSummary"][];
            /** @description For `after` of the next page; absent on the last one. */
            next?: string;
        };
        PlacementRules: {
            /** @description The larger files are, the smaller are arbiters. That of the configuration without it. */
            averageFileSizeKib?: number;
            /** @description Rules that every device with a brick follows. */
            require?: components["schemas"]["TagRule"][];
            /** @description Wishes: devices that fulfil more of them come first. */
            prefer?: components["schemas"]["TagRule"][];
        };
        /** @description An error: problem details (RFC 9457). */
        Problem: {
            /** @description Where the code is explained, as a reference to a page of this server. */
            type: string;
            /** @description When this code happens; the same each time. */
            title: string;
            status: number;
            /** @description What happened this time. */
            detail: string;
            /** @description What a program goes by. */
            code: string;
            /**
             * @description Whether the same request may succeed later, or after reading again.
             * @enum {unknown}
             */
            retry: "never" | "backoff" | "reread";
            /** @description What the sentence tells, as data. */
            fields: {
                [key: string]: unknown;
            };
            /** @description Finds the request in the log of the server. */
            requestId?: string;
        };
        Project: {
            /** @description What things of it name. */
            id: string;
            name: string;
        };
        ProjectPage: {
            items: components["schemas"]["Project"][];
            /** @description For `after` of the next page; absent on the last one. */
            next?: string;
        };
        ProjectWish: {
            name: string;
        };
        ReaddressWish: {
            /** @description All names by which it is reached from then on; the first one is used. As they are without it. */
            manage?: string[];
            /** @description The same for the names by which nodes and clients reach its bricks. */
            storage?: string[];
            /** @description Whether volumes may stand still for some seconds, each while its brick is renamed; `false` without it. */
            interrupt?: boolean;
        };
        Rebalance: {
            /**
             * @description `not-started`: Gluster would not after an expansion; `stopped`: by a person, here or on a host; `none`: none was asked for.
             * @enum {unknown}
             */
            state: "running" | "completed" | "stopped" | "failed" | "not-started" | "none";
            /** @description Why it was not started. */
            reason?: string;
            /** @description That were moved. */
            files: number;
            bytes: number;
            /** @description Files that were looked at. */
            scanned: number;
            failures: number;
            /** @description Files that stay, because the other brick has less room. */
            skipped: number;
            /**
             * Format: date-time
             * @description Of the state.
             */
            since?: string;
            /**
             * Format: date-time
             * @description Of the last look.
             */
            seenAt?: string;
        };
        RecordedHostKey: {
            type: string;
            /** @description `SHA256:` and so on, as `ssh-keygen -lf` prints it. */
            fingerprint: string;
            /** @description As a line of known_hosts has it. */
            line: string;
            /**
             * Format: date-time
             * @description When it was recorded.
             */
            admittedAt: string;
            /**
             * @description With the host, by a person's word, or as the first one that the host showed.
             * @enum {unknown}
             */
            how: "given" | "accepted" | "first-use";
        };
        RemovalWish: {
            /** @description Whether a set must have healed before a brick of it is replaced; `true` without it. */
            healCheck?: boolean;
            /** @description Whether its machine will not come back: nothing is asked of it then, and what lies there is not cleaned up. */
            gone?: boolean;
        };
        RepairWish: {
            /** @description Ids. */
            findings: string[];
        };
        Replicate: {
            /** @constant */
            kind: "replicate";
            /** @description 1 to 3. */
            replica: number;
            /**
             * @description Whether the third brick of each set is an arbiter: small, with names and attributes and no data.
             *     With 3 replicas only.
             */
            arbiter?: boolean;
        };
        Resolution: {
            /** @description A volume that was being made or deleted stays, if Gluster has all of it. */
            keep?: boolean;
        };
        Role: {
            name: string;
            /** @description Actions, or patterns of them: `volume.*`, `*.read`, `*`. */
            actions: string[];
            /** @description Those are neither changed nor deleted. */
            isBuiltIn: boolean;
        };
        RoleList: {
            items: components["schemas"]["Role"][];
        };
        Server: {
            version: string;
            /**
             * Format: date-time
             * @description Of this process.
             */
            startedAt: string;
            /**
             * Format: date-time
             * @description By this server's clock.
             */
            now: string;
            operations: components["schemas"]["OperationStatistics"];
        };
        ShownHostKey: {
            type: string;
            fingerprint: string;
            line: string;
        };
        ShownHostKeys: {
            items: components["schemas"]["ShownHostKey"][];
        };
        SkipWish: {
            /** @description Its key. */
            step: string;
        };
        Snapshot: {
            /** @description 32 hex digits. */
            id: string;
            /** @description Its volume's. */
            project: string;
            /** @description Where it lies. */
            cluster: string;
            /** @description What it was taken of. */
            volume: string;
            /** @description Gluster's name of it. */
            name: string;
            /** @description Of the volume, when it was taken. */
            sizeGib: number;
            /**
             * Format: date-time
             * @description When it was asked for.
             */
            createdAt: string;
            glusterId?: string;
        };
        SnapshotCloneWish: {
            /** @description Made from its id without it. */
            name?: string;
        };
        SnapshotPage: {
            items: components["schemas"]["Snapshot"][];
            /** @description For `after` of the next page; absent on the last one. */
            next?: string;
        };
        SnapshotWish: {
            /** @description Made from its id without it. */
            name?: string;
        };
        StageProgress: {
            name: string;
            isUndoing: boolean;
            stepsDone: number;
            stepsTotal: number;
            steps: components["schemas"]["StepProgress"][];
        };
        StepCommands: {
            step: string;
            /** @description Number of the last log entry before them. */
            after: number;
            /**
             * Format: date-time
             * @description When they were recorded.
             */
            at: string;
            /** @description At most 200: the first and the newest. */
            commands: components["schemas"]["Command"][];
        };
        StepCommandsPage: {
            items: components["schemas"]["StepCommands"][];
            /** @description For `after` of the next page; absent on the last one. */
            next?: string;
        };
        StepProgress: {
            /** @description For `skip`. */
            key: string;
            /** @description What a person reads. */
            title: string;
            /** @description Where it runs, or where it may be run. */
            hosts: string[];
            /** @enum {unknown} */
            status: "waiting" | "running" | "done" | "failed" | "skipped" | "undoing" | "undone";
            hasWayBack: boolean;
            whyNoWayBack?: string;
            error?: string;
        };
        TagChange: {
            /** @description Added, or given another value. */
            set?: {
                [key: string]: string;
            };
            /** @description Names of tags that go; those that are not there are passed over. */
            remove?: string[];
            /** @description Whether all that `set` does not name go too; `false` without it. */
            replaces?: boolean;
        };
        TagRule: {
            /** @description Of a device, or of its node where it has none. */
            tag: string;
            /** @description Empty: also of devices without the tag. */
            value: string;
            /** @description Whether it must be another value. False without it. */
            not?: boolean;
        };
        Token: {
            /** @description Names the token and opens nothing. */
            id: string;
            /** @description Whose it is. */
            user: string;
            /** @description What it is for. */
            name: string;
            /** @description Its first ten characters. */
            prefix: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description Absent for one that does not expire.
             */
            expiresAt?: string;
            /**
             * Format: date-time
             * @description To the minute.
             */
            lastUsedAt?: string;
            /**
             * Format: date-time
             * @description Absent for one that was not revoked.
             */
            revokedAt?: string;
        };
        TokenPage: {
            items: components["schemas"]["Token"][];
            /** @description For `after` of the next page; absent on the last one. */
            next?: string;
        };
        TokenWish: {
            /** @description What it is for. */
            name: string;
            /**
             * Format: date-time
             * @description It does not expire without it.
             */
            expiresAt?: string;
        };
        /** @description What an operation would do. Nothing was changed. */
        Trial: {
            /** @description For the header `If-Plan`, within ten minutes. */
            planId: string;
            plan: unknown;
            reasons: string[];
            /** @description As far as they are known before anything is done. */
            stages: components["schemas"]["TrialStage"][];
        };
        TrialStage: {
            name: string;
            steps: components["schemas"]["TrialStep"][];
        };
        TrialStep: {
            key: string;
            title: string;
            hasWayBack: boolean;
        };
        Unfinished: {
            /** @description Of the record, as the other system had it. */
            id: string;
            project: string;
            /** @description The operation that does the same here, such as `volume.create`. */
            kind: string;
            /**
             * Format: date-time
             * @description When it began there.
             */
            createdAt: string;
            /** @description What an expansion was to add. */
            addGib?: number;
            /** @description Ids of what it holds. */
            volumes: string[];
            bricks: string[];
            blockVolumes: string[];
            /** @description What resolves it now. */
            operation?: string;
        };
        UnfinishedPage: {
            items: components["schemas"]["Unfinished"][];
            /** @description For `after` of the next page; absent on the last one. */
            next?: string;
        };
        User: {
            /** @description 32 hex digits, or the name of a built-in one. */
            id: string;
            /** @enum {unknown} */
            kind: "person" | "service";
            name: string;
            /** @enum {unknown} */
            state: "active" | "disabled";
            /**
             * Format: date-time
             * @description When it was made.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it last showed who it is, to the minute.
             */
            lastSeenAt?: string;
        };
        UserChange: {
            /** @enum {unknown} */
            state?: "active" | "disabled";
            name?: string;
        };
        UserPage: {
            items: components["schemas"]["User"][];
            /** @description For `after` of the next page; absent on the last one. */
            next?: string;
        };
        UserWish: {
            name: string;
            /**
             * @description `person` without it.
             * @enum {unknown}
             */
            kind?: "person" | "service";
            /** @description 12 to 256 characters. Never shown. */
            password?: string;
            roles?: components["schemas"]["HeldRoleWish"][];
        };
        Volume: {
            /** @description 32 hex digits. */
            id: string;
            /** @description Whose it is. */
            project: string;
            /** @description Where it lies. */
            cluster: string;
            /** @description Gluster's name of it. */
            name: string;
            sizeGib: number;
            durability: components["schemas"]["Durability"];
            /** @description The group that may write to its root; 0 for none. */
            gid: number;
            /** @description How much larger the pools are than the bricks; absent without room for snapshots. */
            snapshotFactor?: number;
            /** @description In the order in which they were set. */
            options: components["schemas"]["VolumeOption"][];
            /**
             * @description Whether the bricks of a set had to be in different zones.
             * @enum {unknown}
             */
            zones: "strict" | "none";
            placement: components["schemas"]["PlacementRules"];
            glusterId?: string;
            /** @description Whom clients mount it from: `HOST:/NAME`. */
            storageHosts: string[];
            bricks: components["schemas"]["Brick"][];
            /**
             * @description `not-started`: Gluster would not after an expansion; `stopped`: by a person, here or on a host; `none`: none was asked for.
             * @enum {unknown}
             */
            rebalance: "running" | "completed" | "stopped" | "failed" | "not-started" | "none";
            hosting?: components["schemas"]["Hosting"];
        };
        VolumeChange: {
            /** @enum {unknown} */
            restriction: "none" | "locked";
        };
        VolumeCloneWish: {
            /** @description Made from its id without it. */
            name?: string;
        };
        VolumeExpansion: {
            /** @description What comes to its size. */
            sizeGib: number;
        };
        VolumeOption: {
            key: string;
            value: string;
        };
        VolumePage: {
            items: components["schemas"]["Volume"][];
            /** @description For `after` of the next page; absent on the last one. */
            next?: string;
        };
        VolumeRebalance: {
            /** @description Ends one that runs; what was moved stays where it is. */
            stop?: boolean;
        };
        VolumeWish: {
            /** @description Made from its id without it. */
            name?: string;
            sizeGib: number;
            durability: components["schemas"]["Durability"];
            /** @description A group that may write to its root. */
            gid?: number;
            /** @description How much larger the pools are made than the bricks; without it there is no room for snapshots. */
            snapshotFactor?: number;
            /** @description Set in this order. */
            options?: components["schemas"]["VolumeOption"][];
            /** @description Tried in this order; all clusters without it. */
            clusters?: string[];
            /** @description Whether it is to hold block volumes, and nothing else; `false` without it. */
            block?: boolean;
            /**
             * @description Whether the bricks of a set must be in different zones.
             * @enum {unknown}
             */
            zoneChecking?: "strict" | "none";
            placement?: components["schemas"]["PlacementRules"];
            /** @description Name or id; `default` without it. */
            project?: string;
        };
        WithoutCopies: {
            /** @constant */
            kind: "none";
        };
    };
    responses: {
        /**
         * @description `UNAUTHENTICATED`: A request brought no credentials, or some that nobody has. Which part was wrong is not told.
         *
         *     `TOKEN_EXPIRED`: The time of a token is over.
         *
         *     `TOKEN_REVOKED`: A token was revoked by its owner or an administrator.
         *
         *     `PRINCIPAL_DISABLED`: A valid token belongs to a principal that is disabled.
         */
        Unauthenticated: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `FORBIDDEN`: Nothing that the principal was granted gives the action where it was asked for. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `BODY_TOO_LARGE`: The request's body is longer than the server accepts. */
        TooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `BODY_TYPE_UNSUPPORTED`: The request's Content-Type is missing, or is one that this path does not take. */
        WrongType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `INTERNAL`: Something went wrong inside Hostreeve that no other code describes. */
        Broken: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `STORE_UNAVAILABLE`: The store did not answer: the connection was lost, refused, or the store is being closed. */
        Unavailable: {
            headers: {
                /** @description Seconds after which to try again. */
                "Retry-After"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listOperations: {
        parameters: {
            query?: {
                /** @description Only of this project, by its id. */
                project?: string;
                /** @description Only of this kind, such as `volume.create`. */
                kind?: string;
                state?: "queued" | "running" | "undoing" | "stuck" | "succeeded" | "failed" | "cancelled" | "unknown";
                /** @description Only what cleans up after this operation. */
                parent?: string;
                /** @description `next` of the page before. */
                after?: string;
                /** @description Items on a page; 100 without it. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of operations. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationSummaryPage"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOperation: {
        parameters: {
            query?: {
                /** @description How long the answer may be held. */
                waitMs?: number;
            };
            header?: {
                /** @description The `ETag` that the client has already; where it is the same, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path: {
                operation: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The operation. */
            200: {
                headers: {
                    /** @description Of what is shown. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description It is as the client has it. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOperationLog: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Items on a page; 100 without it. */
                limit?: number;
            };
            header?: never;
            path: {
                operation: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the log. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogEntryPage"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOperationCommands: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Steps; 20 without it. */
                limit?: number;
            };
            header?: never;
            path: {
                operation: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of steps with their commands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StepCommandsPage"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelOperation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                operation: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The operation as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retryOperation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                operation: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The operation as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    skipOperationStep: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                operation: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SkipWish"];
            };
        };
        responses: {
            /** @description The operation as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    abandonOperation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                operation: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The operation as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listUnfinished: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Items on a page; 100 without it. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of records. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnfinishedPage"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getUnfinished: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the client has already; where it is the same, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path: {
                record: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record. */
            200: {
                headers: {
                    /** @description Of what is shown. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unfinished"];
                };
            };
            /** @description It is as the client has it. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resolveUnfinished: {
        parameters: {
            query?: {
                /** @description Plans it and says what would be done; nothing is changed, and the plan is kept. */
                dryRun?: boolean;
            };
            header?: {
                /** @description The `planId` of a dry run of the same request within ten minutes: that plan and no other is carried out. */
                "If-Plan"?: string;
                /** @description A name for the request, of the client, 1 to 200 characters. Sent again within 24 hours it answers with the operation of the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                record: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Resolution"];
            };
        };
        responses: {
            /** @description With `dryRun=true`: what it would do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description It is recorded, and goes on whatever becomes of this connection. */
            202: {
                headers: {
                    /** @description The operation. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    followEvents: {
        parameters: {
            query?: {
                /** @description The `seq` of the last event that one has. */
                after?: number;
                /** @description Only these. */
                topics?: string[];
                /** @description Only of these, by their ids; all that one may see. */
                projects?: string[];
                /** @description Of a page; 100 without it. */
                limit?: number;
            };
            header?: {
                /** @description The `seq` of the last event that the client has; goes before `after`. */
                "Last-Event-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                    "text/event-stream": string;
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listHosts: {
        parameters: {
            query?: {
                /** @description Only the one of this name. */
                name?: string;
                /** @description `next` of the page before. */
                after?: string;
                /** @description Items on a page; 100 without it. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of hosts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HostPage"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addHost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HostWish"];
            };
        };
        responses: {
            /** @description The host. */
            201: {
                headers: {
                    /** @description The host. */
                    Location?: string;
                    /** @description Of what is shown. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Host"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getHost: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the client has already; where it is the same, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path: {
                host: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The host. */
            200: {
                headers: {
                    /** @description Of what is shown. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Host"];
                };
            };
            /** @description It is as the client has it. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeHost: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
            };
            path: {
                host: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeHost: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
            };
            path: {
                host: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HostChange"];
            };
        };
        responses: {
            /** @description The host as it is now. */
            200: {
                headers: {
                    /** @description Of what is shown. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Host"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    checkHost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                host: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HostReport"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    probeHostKeys: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                host: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What it shows. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShownHostKeys"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recordHostKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
            };
            path: {
                host: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HostKeyWish"];
            };
        };
        responses: {
            /** @description The host as it is now. */
            200: {
                headers: {
                    /** @description Of what is shown. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Host"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    acceptHostKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
            };
            path: {
                host: string;
                fingerprint: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The host as it is now. */
            200: {
                headers: {
                    /** @description Of what is shown. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Host"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeHostKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
            };
            path: {
                host: string;
                fingerprint: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The host as it is now. */
            200: {
                headers: {
                    /** @description Of what is shown. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Host"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listClusters: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Items on a page; 100 without it. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of clusters. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClusterPage"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createCluster: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClusterWish"];
            };
        };
        responses: {
            /** @description The cluster. */
            201: {
                headers: {
                    /** @description The cluster. */
                    Location?: string;
                    /** @description Of what is shown. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cluster"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCluster: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the client has already; where it is the same, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path: {
                cluster: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cluster. */
            200: {
                headers: {
                    /** @description Of what is shown. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cluster"];
                };
            };
            /** @description It is as the client has it. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteCluster: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
            };
            path: {
                cluster: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeCluster: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
            };
            path: {
                cluster: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClusterChange"];
            };
        };
        responses: {
            /** @description The cluster as it is now. */
            200: {
                headers: {
                    /** @description Of what is shown. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cluster"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listNodes: {
        parameters: {
            query?: {
                /** @description Only of this cluster. */
                cluster?: string;
                /** @description `next` of the page before. */
                after?: string;
                /** @description Items on a page; 100 without it. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of nodes; at most 100. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodePage"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addNode: {
        parameters: {
            query?: {
                /** @description Plans it and says what would be done; nothing is changed, and the plan is kept. */
                dryRun?: boolean;
            };
            header?: {
                /** @description The `planId` of a dry run of the same request within ten minutes: that plan and no other is carried out. */
                "If-Plan"?: string;
                /** @description A name for the request, of the client, 1 to 200 characters. Sent again within 24 hours it answers with the operation of the first time. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NodeWish"];
            };
        };
        responses: {
            /** @description With `dryRun=true`: what it would do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description It is recorded, and goes on whatever becomes of this connection. */
            202: {
                headers: {
                    /** @description The operation. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNode: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the client has already; where it is the same, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path: {
                node: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The node. */
            200: {
                headers: {
                    /** @description Of what is shown. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Node"];
                };
            };
            /** @description It is as the client has it. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteNode: {
        parameters: {
            query?: {
                /** @description Plans it and says what would be done; nothing is changed, and the plan is kept. */
                dryRun?: boolean;
            };
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
                /** @description The `planId` of a dry run of the same request within ten minutes: that plan and no other is carried out. */
                "If-Plan"?: string;
                /** @description A name for the request, of the client, 1 to 200 characters. Sent again within 24 hours it answers with the operation of the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                node: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With `dryRun=true`: what it would do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description It is recorded, and goes on whatever becomes of this connection. */
            202: {
                headers: {
                    /** @description The operation. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeNode: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
            };
            path: {
                node: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NodeChange"];
            };
        };
        responses: {
            /** @description The node as it is now. */
            200: {
                headers: {
                    /** @description Of what is shown. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Node"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeNodeTags: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
            };
            path: {
                node: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TagChange"];
            };
        };
        responses: {
            /** @description The node as it is now. */
            200: {
                headers: {
                    /** @description Of what is shown. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Node"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readdressNode: {
        parameters: {
            query?: {
                /** @description Plans it and says what would be done; nothing is changed, and the plan is kept. */
                dryRun?: boolean;
            };
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
                /** @description The `planId` of a dry run of the same request within ten minutes: that plan and no other is carried out. */
                "If-Plan"?: string;
                /** @description A name for the request, of the client, 1 to 200 characters. Sent again within 24 hours it answers with the operation of the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                node: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReaddressWish"];
            };
        };
        responses: {
            /** @description With `dryRun=true`: what it would do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description It is recorded, and goes on whatever becomes of this connection. */
            202: {
                headers: {
                    /** @description The operation. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeNode: {
        parameters: {
            query?: {
                /** @description Plans it and says what would be done; nothing is changed, and the plan is kept. */
                dryRun?: boolean;
            };
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
                /** @description The `planId` of a dry run of the same request within ten minutes: that plan and no other is carried out. */
                "If-Plan"?: string;
                /** @description A name for the request, of the client, 1 to 200 characters. Sent again within 24 hours it answers with the operation of the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                node: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RemovalWish"];
            };
        };
        responses: {
            /** @description With `dryRun=true`: what it would do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description It is recorded, and goes on whatever becomes of this connection. */
            202: {
                headers: {
                    /** @description The operation. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDevices: {
        parameters: {
            query?: {
                /** @description Only of this cluster. */
                cluster?: string;
                /** @description Only of this node. */
                node?: string;
                /** @description `next` of the page before. */
                after?: string;
                /** @description Items on a page; 100 without it. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of devices; at most 100. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DevicePage"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addDevice: {
        parameters: {
            query?: {
                /** @description Plans it and says what would be done; nothing is changed, and the plan is kept. */
                dryRun?: boolean;
            };
            header?: {
                /** @description The `planId` of a dry run of the same request within ten minutes: that plan and no other is carried out. */
                "If-Plan"?: string;
                /** @description A name for the request, of the client, 1 to 200 characters. Sent again within 24 hours it answers with the operation of the first time. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceWish"];
            };
        };
        responses: {
            /** @description With `dryRun=true`: what it would do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description It is recorded, and goes on whatever becomes of this connection. */
            202: {
                headers: {
                    /** @description The operation. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDevice: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the client has already; where it is the same, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path: {
                device: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The device. */
            200: {
                headers: {
                    /** @description Of what is shown. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
            /** @description It is as the client has it. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteDevice: {
        parameters: {
            query?: {
                /** @description Plans it and says what would be done; nothing is changed, and the plan is kept. */
                dryRun?: boolean;
                /** @description Takes it out of the inventory alone; its host may be gone. `false` without it. */
                forget?: boolean;
            };
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
                /** @description The `planId` of a dry run of the same request within ten minutes: that plan and no other is carried out. */
                "If-Plan"?: string;
                /** @description A name for the request, of the client, 1 to 200 characters. Sent again within 24 hours it answers with the operation of the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                device: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With `dryRun=true`: what it would do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description It is recorded, and goes on whatever becomes of this connection. */
            202: {
                headers: {
                    /** @description The operation. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeDevice: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
            };
            path: {
                device: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceChange"];
            };
        };
        responses: {
            /** @description The device as it is now. */
            200: {
                headers: {
                    /** @description Of what is shown. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeDeviceTags: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
            };
            path: {
                device: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TagChange"];
            };
        };
        responses: {
            /** @description The device as it is now. */
            200: {
                headers: {
                    /** @description Of what is shown. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeDevice: {
        parameters: {
            query?: {
                /** @description Plans it and says what would be done; nothing is changed, and the plan is kept. */
                dryRun?: boolean;
            };
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
                /** @description The `planId` of a dry run of the same request within ten minutes: that plan and no other is carried out. */
                "If-Plan"?: string;
                /** @description A name for the request, of the client, 1 to 200 characters. Sent again within 24 hours it answers with the operation of the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                device: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceRemovalWish"];
            };
        };
        responses: {
            /** @description With `dryRun=true`: what it would do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description It is recorded, and goes on whatever becomes of this connection. */
            202: {
                headers: {
                    /** @description The operation. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resyncDevice: {
        parameters: {
            query?: {
                /** @description Plans it and says what would be done; nothing is changed, and the plan is kept. */
                dryRun?: boolean;
            };
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
                /** @description The `planId` of a dry run of the same request within ten minutes: that plan and no other is carried out. */
                "If-Plan"?: string;
                /** @description A name for the request, of the client, 1 to 200 characters. Sent again within 24 hours it answers with the operation of the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                device: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With `dryRun=true`: what it would do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description It is recorded, and goes on whatever becomes of this connection. */
            202: {
                headers: {
                    /** @description The operation. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listVolumes: {
        parameters: {
            query?: {
                /** @description Only of this cluster. */
                cluster?: string;
                /** @description Only of this name; each cluster may have one. */
                name?: string;
                /** @description `next` of the page before. */
                after?: string;
                /** @description Items on a page; 100 without it. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of volumes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VolumePage"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createVolume: {
        parameters: {
            query?: {
                /** @description Plans it and says what would be done; nothing is changed, and the plan is kept. */
                dryRun?: boolean;
            };
            header?: {
                /** @description The `planId` of a dry run of the same request within ten minutes: that plan and no other is carried out. */
                "If-Plan"?: string;
                /** @description A name for the request, of the client, 1 to 200 characters. Sent again within 24 hours it answers with the operation of the first time. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VolumeWish"];
            };
        };
        responses: {
            /** @description With `dryRun=true`: what it would do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description It is recorded, and goes on whatever becomes of this connection. */
            202: {
                headers: {
                    /** @description The operation. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getVolume: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the client has already; where it is the same, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path: {
                volume: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The volume. */
            200: {
                headers: {
                    /** @description Of what is shown. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Volume"];
                };
            };
            /** @description It is as the client has it. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteVolume: {
        parameters: {
            query?: {
                /** @description Plans it and says what would be done; nothing is changed, and the plan is kept. */
                dryRun?: boolean;
            };
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
                /** @description The `planId` of a dry run of the same request within ten minutes: that plan and no other is carried out. */
                "If-Plan"?: string;
                /** @description A name for the request, of the client, 1 to 200 characters. Sent again within 24 hours it answers with the operation of the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                volume: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With `dryRun=true`: what it would do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description It is recorded, and goes on whatever becomes of this connection. */
            202: {
                headers: {
                    /** @description The operation. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeVolume: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
            };
            path: {
                volume: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VolumeChange"];
            };
        };
        responses: {
            /** @description The volume as it is now. */
            200: {
                headers: {
                    /** @description Of what is shown. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Volume"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    expandVolume: {
        parameters: {
            query?: {
                /** @description Plans it and says what would be done; nothing is changed, and the plan is kept. */
                dryRun?: boolean;
            };
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
                /** @description The `planId` of a dry run of the same request within ten minutes: that plan and no other is carried out. */
                "If-Plan"?: string;
                /** @description A name for the request, of the client, 1 to 200 characters. Sent again within 24 hours it answers with the operation of the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                volume: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VolumeExpansion"];
            };
        };
        responses: {
            /** @description With `dryRun=true`: what it would do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description It is recorded, and goes on whatever becomes of this connection. */
            202: {
                headers: {
                    /** @description The operation. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRebalance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                volume: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rebalance. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rebalance"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rebalanceVolume: {
        parameters: {
            query?: {
                /** @description Plans it and says what would be done; nothing is changed, and the plan is kept. */
                dryRun?: boolean;
            };
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
                /** @description The `planId` of a dry run of the same request within ten minutes: that plan and no other is carried out. */
                "If-Plan"?: string;
                /** @description A name for the request, of the client, 1 to 200 characters. Sent again within 24 hours it answers with the operation of the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                volume: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VolumeRebalance"];
            };
        };
        responses: {
            /** @description With `dryRun=true`: what it would do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description It is recorded, and goes on whatever becomes of this connection. */
            202: {
                headers: {
                    /** @description The operation. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getBrick: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the client has already; where it is the same, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path: {
                brick: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The brick. */
            200: {
                headers: {
                    /** @description Of what is shown. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Brick"];
                };
            };
            /** @description It is as the client has it. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    evictBrick: {
        parameters: {
            query?: {
                /** @description Plans it and says what would be done; nothing is changed, and the plan is kept. */
                dryRun?: boolean;
            };
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
                /** @description The `planId` of a dry run of the same request within ten minutes: that plan and no other is carried out. */
                "If-Plan"?: string;
                /** @description A name for the request, of the client, 1 to 200 characters. Sent again within 24 hours it answers with the operation of the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                brick: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EvictionWish"];
            };
        };
        responses: {
            /** @description With `dryRun=true`: what it would do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description It is recorded, and goes on whatever becomes of this connection. */
            202: {
                headers: {
                    /** @description The operation. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSnapshots: {
        parameters: {
            query?: {
                /** @description Only of this volume. */
                volume?: string;
                /** @description Only of this name; each cluster may have one. */
                name?: string;
                /** @description `next` of the page before. */
                after?: string;
                /** @description Items on a page; 100 without it. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of snapshots. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SnapshotPage"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listVolumeSnapshots: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Items on a page; 100 without it. */
                limit?: number;
            };
            header?: never;
            path: {
                volume: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of snapshots. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SnapshotPage"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createSnapshot: {
        parameters: {
            query?: {
                /** @description Plans it and says what would be done; nothing is changed, and the plan is kept. */
                dryRun?: boolean;
            };
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
                /** @description The `planId` of a dry run of the same request within ten minutes: that plan and no other is carried out. */
                "If-Plan"?: string;
                /** @description A name for the request, of the client, 1 to 200 characters. Sent again within 24 hours it answers with the operation of the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                volume: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SnapshotWish"];
            };
        };
        responses: {
            /** @description With `dryRun=true`: what it would do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description It is recorded, and goes on whatever becomes of this connection. */
            202: {
                headers: {
                    /** @description The operation. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSnapshot: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the client has already; where it is the same, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path: {
                snapshot: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The snapshot. */
            200: {
                headers: {
                    /** @description Of what is shown. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Snapshot"];
                };
            };
            /** @description It is as the client has it. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSnapshot: {
        parameters: {
            query?: {
                /** @description Plans it and says what would be done; nothing is changed, and the plan is kept. */
                dryRun?: boolean;
            };
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
                /** @description The `planId` of a dry run of the same request within ten minutes: that plan and no other is carried out. */
                "If-Plan"?: string;
                /** @description A name for the request, of the client, 1 to 200 characters. Sent again within 24 hours it answers with the operation of the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                snapshot: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With `dryRun=true`: what it would do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description It is recorded, and goes on whatever becomes of this connection. */
            202: {
                headers: {
                    /** @description The operation. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    restoreSnapshot: {
        parameters: {
            query?: {
                /** @description Plans it and says what would be done; nothing is changed, and the plan is kept. */
                dryRun?: boolean;
            };
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
                /** @description The `planId` of a dry run of the same request within ten minutes: that plan and no other is carried out. */
                "If-Plan"?: string;
                /** @description A name for the request, of the client, 1 to 200 characters. Sent again within 24 hours it answers with the operation of the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                snapshot: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With `dryRun=true`: what it would do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description It is recorded, and goes on whatever becomes of this connection. */
            202: {
                headers: {
                    /** @description The operation. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cloneSnapshot: {
        parameters: {
            query?: {
                /** @description Plans it and says what would be done; nothing is changed, and the plan is kept. */
                dryRun?: boolean;
            };
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
                /** @description The `planId` of a dry run of the same request within ten minutes: that plan and no other is carried out. */
                "If-Plan"?: string;
                /** @description A name for the request, of the client, 1 to 200 characters. Sent again within 24 hours it answers with the operation of the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                snapshot: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SnapshotCloneWish"];
            };
        };
        responses: {
            /** @description With `dryRun=true`: what it would do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description It is recorded, and goes on whatever becomes of this connection. */
            202: {
                headers: {
                    /** @description The operation. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cloneVolume: {
        parameters: {
            query?: {
                /** @description Plans it and says what would be done; nothing is changed, and the plan is kept. */
                dryRun?: boolean;
            };
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
                /** @description The `planId` of a dry run of the same request within ten minutes: that plan and no other is carried out. */
                "If-Plan"?: string;
                /** @description A name for the request, of the client, 1 to 200 characters. Sent again within 24 hours it answers with the operation of the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                volume: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VolumeCloneWish"];
            };
        };
        responses: {
            /** @description With `dryRun=true`: what it would do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description It is recorded, and goes on whatever becomes of this connection. */
            202: {
                headers: {
                    /** @description The operation. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listBlockVolumes: {
        parameters: {
            query?: {
                /** @description Only of this cluster. */
                cluster?: string;
                /** @description Only those in this volume. */
                hosting?: string;
                /** @description Only of this name; each hosting volume may have one. */
                name?: string;
                /** @description `next` of the page before. */
                after?: string;
                /** @description Items on a page; 100 without it. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of block volumes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlockVolumePage"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createBlockVolume: {
        parameters: {
            query?: {
                /** @description Plans it and says what would be done; nothing is changed, and the plan is kept. */
                dryRun?: boolean;
            };
            header?: {
                /** @description The `planId` of a dry run of the same request within ten minutes: that plan and no other is carried out. */
                "If-Plan"?: string;
                /** @description A name for the request, of the client, 1 to 200 characters. Sent again within 24 hours it answers with the operation of the first time. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlockVolumeWish"];
            };
        };
        responses: {
            /** @description With `dryRun=true`: what it would do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description It is recorded, and goes on whatever becomes of this connection. */
            202: {
                headers: {
                    /** @description The operation. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getBlockVolume: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the client has already; where it is the same, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path: {
                blockVolume: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The block volume. */
            200: {
                headers: {
                    /** @description Of what is shown. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlockVolume"];
                };
            };
            /** @description It is as the client has it. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteBlockVolume: {
        parameters: {
            query?: {
                /** @description Plans it and says what would be done; nothing is changed, and the plan is kept. */
                dryRun?: boolean;
            };
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
                /** @description The `planId` of a dry run of the same request within ten minutes: that plan and no other is carried out. */
                "If-Plan"?: string;
                /** @description A name for the request, of the client, 1 to 200 characters. Sent again within 24 hours it answers with the operation of the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                blockVolume: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With `dryRun=true`: what it would do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description It is recorded, and goes on whatever becomes of this connection. */
            202: {
                headers: {
                    /** @description The operation. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getBlockCredentials: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                blockVolume: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The login. */
            200: {
                headers: {
                    /** @description `no-store`. */
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlockCredentials"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    expandBlockVolume: {
        parameters: {
            query?: {
                /** @description Plans it and says what would be done; nothing is changed, and the plan is kept. */
                dryRun?: boolean;
            };
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
                /** @description The `planId` of a dry run of the same request within ten minutes: that plan and no other is carried out. */
                "If-Plan"?: string;
                /** @description A name for the request, of the client, 1 to 200 characters. Sent again within 24 hours it answers with the operation of the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                blockVolume: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlockVolumeExpansion"];
            };
        };
        responses: {
            /** @description With `dryRun=true`: what it would do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description It is recorded, and goes on whatever becomes of this connection. */
            202: {
                headers: {
                    /** @description The operation. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFindings: {
        parameters: {
            query?: {
                /** @description Only of this cluster. */
                cluster?: string;
                /** @description `critical`: data or copies of them are out of reach, or soon will be. */
                severity?: "critical" | "warning" | "info";
                /** @description `next` of the page before. */
                after?: string;
                /** @description Items on a page; 100 without it. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of findings. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DriftFindingPage"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    examineCluster: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExaminationWish"];
            };
        };
        responses: {
            /** @description All that is different now, and may be seen. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Examination"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    repairDrift: {
        parameters: {
            query?: {
                /** @description Plans it and says what would be done; nothing is changed, and the plan is kept. */
                dryRun?: boolean;
            };
            header?: {
                /** @description The `planId` of a dry run of the same request within ten minutes: that plan and no other is carried out. */
                "If-Plan"?: string;
                /** @description A name for the request, of the client, 1 to 200 characters. Sent again within 24 hours it answers with the operation of the first time. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RepairWish"];
            };
        };
        responses: {
            /** @description With `dryRun=true`: what it would do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description It is recorded, and goes on whatever becomes of this connection. */
            202: {
                headers: {
                    /** @description The operation. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    adoptVolume: {
        parameters: {
            query?: {
                /** @description Plans it and says what would be done; nothing is changed, and the plan is kept. */
                dryRun?: boolean;
            };
            header?: {
                /** @description The `planId` of a dry run of the same request within ten minutes: that plan and no other is carried out. */
                "If-Plan"?: string;
                /** @description A name for the request, of the client, 1 to 200 characters. Sent again within 24 hours it answers with the operation of the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                cluster: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdoptionWish"];
            };
        };
        responses: {
            /** @description With `dryRun=true`: what it would do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            /** @description It is recorded, and goes on whatever becomes of this connection. */
            202: {
                headers: {
                    /** @description The operation. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getHeal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                volume: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The state of its heal. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Heal"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who asks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description Only the one of this name. */
                name?: string;
                /** @description `next` of the page before. */
                after?: string;
                /** @description Items on a page; 100 without it. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of users. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserPage"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserWish"];
            };
        };
        responses: {
            /** @description The user. */
            201: {
                headers: {
                    /** @description The user. */
                    Location?: string;
                    /** @description Of what is shown. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the client has already; where it is the same, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user. */
            200: {
                headers: {
                    /** @description Of what is shown. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description It is as the client has it. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
            };
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserChange"];
            };
        };
        responses: {
            /** @description The user as it is now. */
            200: {
                headers: {
                    /** @description Of what is shown. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listUserRoles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them; 500 at most. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeldRoleList"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    grantRole: {
        parameters: {
            query?: {
                /** @description Name or id; everywhere without it. */
                project?: string;
            };
            header?: never;
            path: {
                user: string;
                role: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The role, and where it holds. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeldRole"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeRole: {
        parameters: {
            query?: {
                /** @description Name or id; everywhere without it. */
                project?: string;
            };
            header?: never;
            path: {
                user: string;
                role: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOwnTokens: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Items on a page; 100 without it. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of tokens. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenPage"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createOwnToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenWish"];
            };
        };
        responses: {
            /** @description The token, which is shown this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewToken"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeOwnToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is refused from the next request on. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTokens: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Items on a page; 100 without it. */
                limit?: number;
            };
            header?: never;
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of tokens. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenPage"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenWish"];
            };
        };
        responses: {
            /** @description The token, which is shown this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewToken"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user: string;
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is refused from the next request on. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRoles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them; 500 at most. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleList"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listProjects: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description Items on a page; 100 without it. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of projects. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectPage"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createProject: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectWish"];
            };
        };
        responses: {
            /** @description The project. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAudit: {
        parameters: {
            query?: {
                who?: string;
                action?: string;
                on?: string;
                result?: "done" | "refused" | "failed";
                /** @description From this time on. */
                since?: string;
                /** @description Before this time. */
                until?: string;
                /** @description `next` of the page before. */
                after?: string;
                /** @description Items on a page; 100 without it. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of entries. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditEntryPage"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verifyAudit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AuditVerification"];
            };
        };
        responses: {
            /** @description What was found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditReport"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getServer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The server that answered. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Server"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getHeketiState: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the client has already; where it is the same, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The state. */
            200: {
                headers: {
                    /** @description Of what is shown. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeketiState"];
                };
            };
            /** @description It is as the client has it. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setHeketiState: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the thing must still have. */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HeketiStateChange"];
            };
        };
        responses: {
            /** @description The state as it is now. */
            200: {
                headers: {
                    /** @description Of what is shown. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeketiState"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDocument: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
