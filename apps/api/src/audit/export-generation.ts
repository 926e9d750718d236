import type { BundleQuery } from "@agentlattice/contract";
import { formatVkey, toBase64 } from "@agentlattice/core/ledger";
import { type EndedGeneration, type OrgScope, sha256 } from "@agentlattice/db";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { outOfRange } from "./assert-range.ts";
import { earlierGenerations } from "./earlier-generations.ts";
import { recordEarlierExport } from "./export-ledger.ts";
import type { ZipManifest } from "./export-manifest.ts";
import { findEntry } from "./find-entry.ts";
import { storedEntry } from "./stored-entry.ts";

type ExportDeps = Pick<Deps, "database" | "newId">;
type Query = z.output<typeof BundleQuery>;

/** A recorded export of one generation. `from` and `to` are seqs in it; `offset` leads from stored seqs to them. */
export interface GenerationExport {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly offset: number;
  readonly origin: string;
  readonly describe: (measured: Measured) => Promise<ZipManifest>;
}

type Measured = Pick<ZipManifest, "entries" | "first_seq" | "last_seq" | "bytes" | "sha256">;

/**
 * Records the export of an earlier generation; null when the query asks for the newest one.
 * @throws AppError INVALID_REQUEST for a generation that the ledger does not have, and for a range outside it
 */
export async function exportEarlier(deps: ExportDeps, principal: Principal, query: Query): Promise<GenerationExport | null> {
  const { scope } = principal;
  if (query.generation === undefined) return null;
  const ended = await deps.database.endedGenerations(scope);
  if (query.generation === ended.length + 1) return null;
  const found = ended.find(({ generation }) => generation === query.generation);
  if (!found) throw outOfRange("generation", `must be a generation of the ledger, from 1 to ${ended.length + 1}`);
  const range = { from: seqOf("from", query.from, 0, found), to: seqOf("to", query.to, found.size - 1, found) };
  const stored = await deps.database.seqOf(scope, found.generation, range.from);
  if (stored === null) throw outOfRange("from", `must be a seq of generation ${found.generation}, which has ${found.size} entries`);
  const id = await recordEarlierExport({ principal, range: { ...range, generation: found.generation }, deps });
  return {
    id,
    ...range,
    offset: range.from - stored,
    origin: found.origin,
    describe: (measured) => describeEarlier(deps, principal, { id, range, found, measured }),
  };
}

/** Times are found in the newest generation only, so an earlier one takes seqs. */
function seqOf(path: "from" | "to", bound: string | undefined, otherwise: number, { generation, size }: EndedGeneration): number {
  if (bound === undefined) return otherwise;
  if (/^\d+$/.test(bound) && Number(bound) < size) return Number(bound);
  throw outOfRange(path, `must be a seq of generation ${generation}, which has ${size} entries`);
}

interface Described {
  readonly id: string;
  readonly range: { readonly from: number; readonly to: number };
  readonly found: EndedGeneration;
  readonly measured: Measured;
}

async function describeEarlier(deps: ExportDeps, principal: Principal, { id, range, found, measured }: Described): Promise<ZipManifest> {
  const leaf = storedEntry((await findEntry(deps, principal, id)).bytes);
  const { origin, size, root, generation } = found;
  return {
    manifest_version: 1,
    export_id: leaf.id as ZipManifest["export_id"],
    exported_at: leaf.ts,
    exported_by: leaf.actor,
    format: "ndjson",
    file: "entries.ndjson",
    ...range,
    filters: {},
    ...measured,
    origin,
    vkey: formatVkey(sha256, { origin, publicKey: await keyAtEnd(deps, principal.scope, found) }),
    size,
    root: toBase64(root),
    checkpoint: null,
    generation,
    earlier_generations: (await earlierGenerations(deps, principal.scope)).filter((one) => one.generation < generation),
    edges: null,
  };
}

/** Returns the public key that signed the log at the end of a generation: the one that the first later rotation replaced. */
async function keyAtEnd({ database }: ExportDeps, scope: OrgScope, { endedAt }: EndedGeneration): Promise<Uint8Array> {
  const { orgId } = scope;
  const rotation = await database.inOrg(scope, (client) =>
    client.logKey.findFirst({ where: { orgId, rotatedAt: { gt: endedAt } }, orderBy: { number: "asc" }, select: { previousKey: true } }),
  );
  if (rotation) return rotation.previousKey;
  const head = await database.storedHead(orgId);
  const { log } = await database.keysOf(orgId, head.configVersion);
  return log.publicKey;
}
