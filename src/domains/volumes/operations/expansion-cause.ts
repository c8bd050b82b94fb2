/** Why a volume cannot be expanded, for whoever tells it in words of their own (contract heketi-engine §2.2, §2.3). */
export type ExpansionCause = 'no-nodes' | 'no-devices' | 'too-many-bricks' | 'bricks-too-small';
