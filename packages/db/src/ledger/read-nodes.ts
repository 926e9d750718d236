import type { NodeRef } from "@agentlattice/core";
import { foldNodes } from "@agentlattice/core/ledger";
import type { OrgClient } from "../tenancy/in-org.ts";
import { sha256 } from "./sha256.ts";

const TILE_HEIGHT = 8;
const TILE_NODES = 256;
const HASH_BYTES = 32;

/** Hashes of nodes at tree level 8·level, from `first` on. */
interface Tile {
  readonly first: number;
  readonly hashes: readonly Uint8Array[];
}

/**
 * The hashes of a proof plan (see `planInclusion`), read from tiles. The unfinished right edge comes from the leaves, or
 * from the roots of the tiles one level below.
 */
export async function readProof(client: OrgClient, orgId: string, plan: readonly (readonly NodeRef[])[]): Promise<Uint8Array[]> {
  const tiles = new Map<string, Promise<Tile>>();
  const nodeHash = async (node: NodeRef): Promise<Uint8Array> => {
    const level = Math.floor(node.level / TILE_HEIGHT);
    const width = 2 ** (node.level - level * TILE_HEIGHT);
    const start = node.index * width;
    const index = Math.floor(start / TILE_NODES);
    const key = `${level}/${index}`;
    const tile = tiles.get(key) ?? readTile(client, orgId, level, index);
    tiles.set(key, tile);
    const { first, hashes } = await tile;
    return perfectRoot(hashes.slice(start - first, start - first + width), width);
  };
  const proof: Uint8Array[] = [];
  for (const run of plan) {
    const hashes: Uint8Array[] = [];
    for (const node of run) hashes.push(await nodeHash(node));
    proof.push(foldNodes(sha256, hashes));
  }
  return proof;
}

async function readTile(client: OrgClient, orgId: string, level: number, index: number): Promise<Tile> {
  const complete = await client.ledgerNode.findUnique({
    where: { orgId_level_idx: { orgId, level, idx: BigInt(index) } },
    select: { hashes: true },
  });
  const first = index * TILE_NODES;
  if (complete) return { first, hashes: split(complete.hashes) };
  const range = { gte: BigInt(first), lt: BigInt(first + TILE_NODES) };
  if (level === 0) {
    const rows = await client.ledgerEntry.findMany({ where: { orgId, seq: range }, orderBy: { seq: "asc" }, select: { leafHash: true } });
    return { first, hashes: rows.map((row) => row.leafHash) };
  }
  const rows = await client.ledgerNode.findMany({
    where: { orgId, level: level - 1, idx: range },
    orderBy: { idx: "asc" },
    select: { root: true },
  });
  return { first, hashes: rows.map((row) => row.root) };
}

/** Root of a complete subtree; `foldNodes` of equal halves, level by level. */
function perfectRoot(hashes: readonly Uint8Array[], width: number): Uint8Array {
  if (hashes.length !== width) throw new Error("a node of the ledger tree is missing");
  let level = hashes;
  while (level.length > 1) {
    const parents: Uint8Array[] = [];
    for (let i = 0; i < level.length; i += 2) parents.push(foldNodes(sha256, level.slice(i, i + 2)));
    level = parents;
  }
  return level[0] as Uint8Array;
}

function split(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, i) => bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES));
}
