import type { OrgReader } from "../tenancy/org-reader.ts";
import type { OrgScope } from "../tenancy/org-scope.ts";
import { EntryCondition, type EntryFilter } from "./entry-filter.ts";
import { type PayloadRange, type PayloadRow, readPayloadRows } from "./read-payload-rows.ts";

/** The columns of a list row. */
export interface EntryRow {
  readonly seq: number;
  readonly bytes: Buffer;
  readonly leafHash: Buffer;
  /** UUID of the entry. */
  readonly agentId: string | null;
  readonly environment: string | null;
}

/** Consecutive stored entries as one block, which is much faster than single rows. */
export interface LeafBlock {
  readonly count: number;
  /** seq of the first and of the last entry. */
  readonly first: number;
  readonly last: number;
  /** The leaves, each followed by a newline. */
  readonly text: Buffer;
}

/** A block with the columns stored beside the bytes. */
export interface CheckedBlock extends LeafBlock {
  /** The stored leaf hashes, 32 bytes each. */
  readonly hashes: Buffer;
  /** UUID and kind of each entry. */
  readonly ids: readonly string[];
  readonly kinds: readonly string[];
  /** seq of the first row whose stored leaf hash does not match its bytes; null when all match. */
  readonly wrongHash: number | null;
}

/** Reads the ledger without Prisma: filtered lists and blocks of entries. Every query is scoped to one organisation. */
export interface LedgerReader {
  /** Reads matching entries by seq: descending from `before`, or ascending from `after`. */
  find(scope: OrgScope, filter: EntryFilter, page: { order: "asc" | "desc"; limit: number }): Promise<EntryRow[]>;
  /** Reads matching entries in order, block by block, to bound memory. It does not detect missing rows. */
  blocks(scope: OrgScope, filter: EntryFilter & { readonly from: number; readonly to: number }): AsyncGenerator<LeafBlock>;
  /** Reads entries [from, to) with the columns that duplicate data of the bytes. */
  checkedBlocks(scope: OrgScope, from: number, to: number): AsyncGenerator<CheckedBlock>;
  /** Reads and decrypts the payloads of a range of entries in order, block by block. */
  payloads(scope: OrgScope, range: PayloadRange): AsyncGenerator<readonly PayloadRow[]>;
  /** Counts the entries before a time. */
  countBefore(scope: OrgScope, time: Date): Promise<number>;
  /**
   * Counts the entries that match a filter with a range.
   * @param signal aborts the count between two parts of the range
   */
  count(scope: OrgScope, filter: EntryFilter & { readonly from: number; readonly to: number }, signal: AbortSignal): Promise<number>;
}

/** Entries per block: four tiles of 256, about half a megabyte. Larger blocks would delay other requests. */
const BLOCK_ENTRIES = 1024;

const BLOCK_COLUMNS = `count(*)::int AS count, min(seq)::float8 AS first, max(seq)::float8 AS last, string_agg(bytes, '\\x0a' ORDER BY seq) AS text`;
const CHECKED_COLUMNS = `string_agg(leaf_hash, ''::bytea ORDER BY seq) AS hashes, string_agg(id::text, ',' ORDER BY seq) AS ids, string_agg(kind, ',' ORDER BY seq) AS kinds,
  (min(seq) FILTER (WHERE leaf_hash <> sha256('\\x00'::bytea || bytes)))::float8 AS wrong_hash`;

/** Entries per statement of a count, so that none takes long. */
const COUNTED_AT_ONCE = 200_000;

/** Finds a time by bisection on seq. `ts` never decreases along a log, so it needs no index. */
const COUNT_BEFORE = `WITH RECURSIVE search(low, high) AS (
    SELECT 0::bigint, h.size FROM app.ledger_head h WHERE h.org_id = $1
    UNION ALL
    SELECT CASE WHEN e.before THEN m.middle + 1 ELSE s.low END, CASE WHEN e.before THEN s.high ELSE m.middle END
    FROM search s CROSS JOIN LATERAL (SELECT (s.low + s.high) / 2 AS middle) m
    CROSS JOIN LATERAL (SELECT x.ts < $2 AS before FROM app.ledger_entry x WHERE x.org_id = $1 AND x.seq = m.middle OFFSET 0) e
    WHERE s.low < s.high
  ) SELECT low::float8 AS count FROM search WHERE low >= high`;

/** Unnamed statements, because the best partial index depends on the filter's values. */
export function openLedgerReader(reads: OrgReader): LedgerReader {
  async function readBlock<Block extends LeafBlock>(scope: OrgScope, filter: EntryFilter, columns: string): Promise<Block | null> {
    const condition = new EntryCondition(scope.orgId, filter);
    const text = `SELECT ${columns} FROM (SELECT e.seq, e.id, e.kind, e.bytes, e.leaf_hash FROM app.ledger_entry e
      WHERE ${condition.text} ORDER BY e.seq LIMIT ${condition.bind(BLOCK_ENTRIES)}) block`;
    const [row] = await reads.rows<BlockRow>(scope, { text, values: condition.values });
    return row && row.count > 0 ? (toBlock(row) as LeafBlock as Block) : null;
  }

  async function* blocksOf<Block extends LeafBlock>(
    scope: OrgScope,
    filter: EntryFilter & { readonly from: number; readonly to: number },
    columns: string,
  ): AsyncGenerator<Block> {
    // The next block is read while the caller processes this one.
    const read = (from: number) => {
      const block = from > filter.to ? Promise.resolve(null) : readBlock<Block>(scope, { ...filter, from }, columns);
      block.catch(() => {});
      return block;
    };
    for (let block = await read(filter.from); block; ) {
      const next = read(block.last + 1);
      yield block;
      block = await next;
    }
  }

  return {
    async find(scope, filter, { order, limit }) {
      const condition = new EntryCondition(scope.orgId, filter);
      const text = `SELECT e.seq::float8 AS seq, e.bytes, e.leaf_hash AS "leafHash", e.agent_id AS "agentId", e.environment FROM app.ledger_entry e
        WHERE ${condition.text} ORDER BY e.seq ${order === "asc" ? "ASC" : "DESC"} LIMIT ${condition.bind(limit)}`;
      return reads.rows<EntryRow>(scope, { text, values: condition.values });
    },
    blocks: (scope, filter) => blocksOf<LeafBlock>(scope, filter, BLOCK_COLUMNS),
    checkedBlocks: (scope, from, to) => blocksOf<CheckedBlock>(scope, { from, to: to - 1 }, `${BLOCK_COLUMNS}, ${CHECKED_COLUMNS}`),
    payloads: (scope, range) => readPayloadRows(reads, scope, range),
    async countBefore(scope, time) {
      const [row] = await reads.rows<{ count: number }>(scope, { text: COUNT_BEFORE, values: [scope.orgId, time] });
      return row?.count ?? 0;
    },
    async count(scope, filter, signal) {
      let total = 0;
      for (let from = filter.from; from <= filter.to; from += COUNTED_AT_ONCE) {
        signal.throwIfAborted();
        const condition = new EntryCondition(scope.orgId, { ...filter, from, to: Math.min(filter.to, from + COUNTED_AT_ONCE - 1) });
        const text = `SELECT count(*)::float8 AS count FROM app.ledger_entry e WHERE ${condition.text}`;
        const [row] = await reads.rows<{ count: number }>(scope, { text, values: condition.values });
        total += row?.count ?? 0;
      }
      return total;
    },
  };
}

const NEWLINE = Buffer.from("\n");

/** A result row in which lists are joined into one text, because splitting is faster than parsing arrays. */
interface BlockRow extends LeafBlock {
  readonly hashes?: Buffer;
  readonly ids?: string;
  readonly kinds?: string;
  readonly wrong_hash?: number | null;
}

function toBlock({ count, first, last, text, hashes, ids, kinds, wrong_hash: wrongHash = null }: BlockRow): LeafBlock | CheckedBlock {
  const block = { count, first, last, text: Buffer.concat([text, NEWLINE]) };
  return hashes && ids && kinds ? { ...block, hashes, ids: ids.split(","), kinds: kinds.split(","), wrongHash } : block;
}
