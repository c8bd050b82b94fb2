/** The simulated fleet of the demo: four hosts in four zones, each with two disks. */
export const demoTopology = {
  nodes: [1, 2, 3, 4].map((number) => ({
    name: `node-${number}.demo`,
    address: `10.20.0.${10 + number}`,
    zone: number,
  })),
  devices: ['/dev/vdb', '/dev/vdc'],
  volume: { name: 'demo', sizeGib: 100, replica: 3 },
} as const;
