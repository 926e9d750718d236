import type { NodeRef } from "@agentlattice/core";
import { foldNodes } from "@agentlattice/core/ledger";
import type { OrgReader } from "../tenancy/org-reader.ts";
import type { OrgScope } from "../tenancy/org-scope.ts";
import { LedgerError } from "./ledger-error.ts";
import { sha256 } from "./sha256.ts";

const TILE_HEIGHT = 8;
const TILE_NODES = 256;
const HASH_BYTES = 32;

/** Hashes of nodes at tree level 8·level, starting at `first`. */
interface Tile {
  readonly first: number;
  readonly hashes: readonly Uint8Array[];
}

/**
 * Reads the hashes of a proof plan (see `planInclusion`) from tiles, all at once. The incomplete right edge is read from the leaves, or from the
 * roots of the tiles one level below.
 * @throws LedgerError LEDGER_INCOMPLETE
 */
export async function readProof(reader: OrgReader, scope: OrgScope, plan: readonly (readonly NodeRef[])[]): Promise<Uint8Array[]> {
  const tiles = new Map<string, Promise<Tile>>();
  const nodeHash = async (node: NodeRef): Promise<Uint8Array> => {
    const level = Math.floor(node.level / TILE_HEIGHT);
    const width = 2 ** (node.level - level * TILE_HEIGHT);
    const start = node.index * width;
    const index = Math.floor(start / TILE_NODES);
    const key = `${level}/${index}`;
    const tile = tiles.get(key) ?? readTile(reader, scope, level, index);
    tiles.set(key, tile);
    const { first, hashes } = await tile;
    const found = hashes.slice(start - first, start - first + width);
    if (found.length !== width) throw incomplete((start + found.length) * TILE_NODES ** level);
    return perfectRoot(found);
  };
  return Promise.all(plan.map(async (run) => foldNodes(sha256, await Promise.all(run.map(nodeHash)))));
}

/** SQL that reads a complete tile, otherwise its nodes from the leaves or from the roots of the tiles one level below. */
const tileBelow = (below: string) =>
  `SELECT coalesce((SELECT hashes FROM app.ledger_node WHERE org_id = $1 AND level = $2 AND idx = $3), (${below}), ''::bytea) AS hashes`;
const LEAF_TILE = tileBelow(
  "SELECT string_agg(leaf_hash, ''::bytea ORDER BY seq) FROM app.ledger_entry WHERE org_id = $1 AND seq >= $3 * 256 AND seq < ($3 + 1) * 256",
);
const UPPER_TILE = tileBelow(
  "SELECT string_agg(root, ''::bytea ORDER BY idx) FROM app.ledger_node WHERE org_id = $1 AND level = $2 - 1 AND idx >= $3 * 256 AND idx < ($3 + 1) * 256",
);

async function readTile(reader: OrgReader, scope: OrgScope, level: number, index: number): Promise<Tile> {
  const [tile] = await reader.rows<{ hashes: Buffer }>(scope, {
    ...(level === 0 ? { name: "leaf_tile", text: LEAF_TILE } : { name: "upper_tile", text: UPPER_TILE }),
    values: [scope.orgId, level, index],
  });
  return { first: index * TILE_NODES, hashes: split(tile?.hashes ?? Buffer.alloc(0)) };
}

function incomplete(seq: number): LedgerError {
  const message = `Entry ${seq} of the ledger, or the tree over it, is missing from the database: nothing can be proven with it. Keep the database as it is, check it (GET /audit/verify), and restore a backup.`;
  return new LedgerError("LEDGER_INCOMPLETE", message);
}

/** Computes the root of a complete subtree, level by level. */
function perfectRoot(hashes: readonly Uint8Array[]): Uint8Array {
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
