import { encodeId } from "@agentlattice/core";
import { equalBytes } from "@agentlattice/core/ledger";
import type { CheckedBlock, OrgScope } from "@agentlattice/db";
import type { Deps } from "../deps.ts";

const TILE_NODES = 256;
const HASH_BYTES = 32;
const NEWLINE = 0x0a;

/** A row that contradicts the entry in it. */
interface ColumnFault {
  readonly seq: number;
  /** What differs, as the second half of a sentence. */
  readonly differs: string;
}

/**
 * Verifies the columns that duplicate data of the bytes (leaf hash, id and kind of each row) and the lowest tiles of the tree. A log can be
 * valid while its index was tampered with.
 */
export class ColumnChecks {
  readonly #deps: Pick<Deps, "database">;
  readonly #scope: OrgScope;
  #fault: ColumnFault | null = null;

  constructor(deps: Pick<Deps, "database">, scope: OrgScope) {
    this.#deps = deps;
    this.#scope = scope;
  }

  /** The first row whose columns differ from its bytes. */
  get fault(): ColumnFault | null {
    return this.#fault;
  }

  async check(block: CheckedBlock): Promise<void> {
    if (this.#fault !== null) return;
    // Missing rows are reported by the hash links, and positions cannot be checked after them.
    const isWhole = block.last - block.first + 1 === block.count;
    const bad: { seq: number | null; differs: string }[] = [
      { seq: block.wrongHash, differs: "its stored leaf hash is not the hash of its text" },
      { seq: isWhole ? wrongName(block) : null, differs: "its id or kind is not the one in its text" },
      { seq: isWhole ? wrongNode(block, await this.#readTiles(block)) : null, differs: "its leaf hash is not the one in the stored tree" },
    ];
    for (const { seq, differs } of bad)
      if (seq !== null && seq < (this.#fault?.seq ?? Number.POSITIVE_INFINITY)) this.#fault = { seq, differs };
  }

  async #readTiles({ first, last }: CheckedBlock): Promise<Map<number, Uint8Array>> {
    const { orgId } = this.#scope;
    const idx = { gte: BigInt(Math.floor(first / TILE_NODES)), lte: BigInt(Math.floor(last / TILE_NODES)) };
    const rows = await this.#deps.database.inOrg(this.#scope, (client) =>
      client.ledgerNode.findMany({ where: { orgId, level: 0, idx }, orderBy: { idx: "asc" }, select: { idx: true, hashes: true } }),
    );
    return new Map(rows.map((row) => [Number(row.idx), row.hashes]));
  }
}

/** Returns the seq of the first entry whose id or kind differs from its row. */
function wrongName({ text, first, count, ids, kinds }: CheckedBlock): number | null {
  for (let at = 0, start = 0; at < count; at++) {
    const end = text.indexOf(NEWLINE, start);
    if (!hasIdAndKind(text.subarray(start, end), ids[at] as string, kinds[at] as string)) return first + at;
    start = end + 1;
  }
  return null;
}

/** Returns true when a leaf has this id and kind. Its members are sorted and its strings have no quotes, so a text search is exact. */
function hasIdAndKind(line: Buffer, id: string, kind: string): boolean {
  return line.includes(`"id":"${encodeId("evt", id)}","kind":"${kind}"`);
}

/** Returns the seq of the first entry whose leaf hash differs from its tile. Incomplete tiles are not stored. */
function wrongNode({ first, last, hashes }: CheckedBlock, tiles: ReadonlyMap<number, Uint8Array>): number | null {
  for (const [index, tile] of tiles) {
    const from = Math.max(first, index * TILE_NODES);
    const to = Math.min(last + 1, (index + 1) * TILE_NODES);
    const stored = hashes.subarray((from - first) * HASH_BYTES, (to - first) * HASH_BYTES);
    const inTile = tile.subarray((from % TILE_NODES) * HASH_BYTES, (from % TILE_NODES) * HASH_BYTES + stored.length);
    if (equalBytes(stored, inTile)) continue;
    return from + Math.floor(stored.findIndex((byte, i) => byte !== inTile[i]) / HASH_BYTES);
  }
  return null;
}
