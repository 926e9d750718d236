import { encodeId } from "@agentlattice/core";
import { equalBytes, leafHash } from "@agentlattice/core/ledger";
import { type OrgScope, sha256 } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { LEAVES_PER_PAGE, type Leaf } from "./read-leaves.ts";

const TILE_NODES = 256;
const HASH_BYTES = 32;

/**
 * Holds what stands beside the bytes against them: the stored leaf hash, id and kind of each row, and the lowest tiles
 * of the tree, from which proofs are made. A log can verify and its index still lie.
 */
export class ColumnChecks {
  readonly #deps: Deps;
  readonly #scope: OrgScope;
  #firstBad: number | null = null;

  constructor(deps: Deps, scope: OrgScope) {
    this.#deps = deps;
    this.#scope = scope;
  }

  /** seq of the first row whose columns do not fit its bytes. */
  get firstBad(): number | null {
    return this.#firstBad;
  }

  async check(leaves: readonly Leaf[]): Promise<void> {
    const first = leaves[0];
    if (!first || this.#firstBad !== null) return;
    const tiles = await this.#readTiles(Number(first.seq));
    for (const leaf of leaves) {
      const hash = leafHash(sha256, leaf.bytes);
      const tile = tiles.get(Math.floor(Number(leaf.seq) / TILE_NODES));
      const at = (Number(leaf.seq) % TILE_NODES) * HASH_BYTES;
      const fits = equalBytes(hash, leaf.leafHash) && namesItself(leaf) && (!tile || equalBytes(hash, tile.subarray(at, at + HASH_BYTES)));
      if (fits) continue;
      this.#firstBad = Number(leaf.seq);
      return;
    }
  }

  async #readTiles(from: number): Promise<Map<number, Uint8Array>> {
    const { orgId } = this.#scope;
    const index = Math.floor(from / TILE_NODES);
    const idx = { gte: BigInt(index), lt: BigInt(index + LEAVES_PER_PAGE / TILE_NODES) };
    const rows = await this.#deps.database.inOrg(this.#scope, (client) =>
      client.ledgerNode.findMany({ where: { orgId, level: 0, idx }, select: { idx: true, hashes: true } }),
    );
    return new Map(rows.map((row) => [Number(row.idx), row.hashes]));
  }
}

/** The members of a leaf are sorted and its strings hold no quotes, so id and kind stand side by side in one spelling. */
function namesItself(leaf: Leaf): boolean {
  return Buffer.from(leaf.bytes).includes(`"id":"${encodeId("evt", leaf.id)}","kind":"${leaf.kind}"`);
}
