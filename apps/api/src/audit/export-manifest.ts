import type { ExportManifest } from "@agentlattice/contract";
import type { Entry } from "@agentlattice/core/ledger";
import { openCheckpoint, toBase64 } from "@agentlattice/core/ledger";
import type { EntryData } from "@agentlattice/core/ledger/schemas";
import { type OrgScope, sha256, verifyEd25519 } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { earlierGenerations, generationOf } from "./earlier-generations.ts";
import { type ExportContent, exportChunks } from "./export-chunks.ts";
import { findCheckpoint } from "./find-checkpoint.ts";
import { entryNotFound, findEntry } from "./find-entry.ts";
import { Counted, Measured } from "./measured.ts";
import { readEdges } from "./prove-range.ts";
import { entryFilterOf } from "./read-filter.ts";
import { storedEntry } from "./stored-entry.ts";
import { vkeyOf } from "./vkey-of.ts";

/** The manifest in a zip. Heads of an earlier generation are in the files that `npm run restore` wrote. */
export type ZipManifest = Omit<ExportManifest, "checkpoint"> & { readonly checkpoint: string | null };

interface ManifestInput {
  readonly principal: Principal;
  /** Id of the export's own entry, `evt_…`. */
  readonly exportId: string;
  readonly deps: Pick<Deps, "database">;
}

/**
 * Returns the manifest of an export. It is derived from the export's own entry and the append-only log, so it is the same at any time and in
 * any process. @throws AppError NOT_FOUND
 */
export async function exportManifest({ principal, exportId, deps }: ManifestInput): Promise<ExportManifest> {
  const { scope } = principal;
  const row = await findEntry(deps, principal, exportId);
  const leaf = storedEntry(row.bytes);
  if (leaf.kind !== "audit.exported" || leaf.data.report !== undefined) throw entryNotFound();
  // The manifest of an earlier generation is in its zip file.
  const { origin } = await deps.database.storedHead(scope.orgId);
  if (leaf.log !== origin || leaf.data.generation !== undefined) throw entryNotFound();
  const { from, to, format, filters = {} } = readExport(leaf);
  return describeExport(deps, scope, leaf, await measure(deps, scope, { from, to, format, filter: entryFilterOf(filters) }));
}

/** Reads the entry of an export of the log. Reports, which have other formats, are no such exports. */
function readExport({ data }: Entry): Omit<EntryData<"audit.exported">, "format"> & { format: ExportManifest["format"] } {
  return data as unknown as ReturnType<typeof readExport>;
}

type Measurement = Pick<ExportManifest, "entries" | "first_seq" | "last_seq" | "bytes" | "sha256">;

/** Builds the manifest of a measured export. @param leaf the export's own entry */
export async function describeExport(
  deps: Pick<Deps, "database">,
  scope: OrgScope,
  leaf: Entry,
  measured: Measurement,
): Promise<ExportManifest> {
  const { from, to, format, filters = {} } = readExport(leaf);
  const head = await headCovering(deps, scope, leaf.seq + 1);
  const edges = Object.keys(filters).length === 0 ? await readEdges(deps, scope, from, to + 1, head.size) : null;
  return {
    manifest_version: 1,
    export_id: leaf.id as ExportManifest["export_id"],
    exported_at: leaf.ts,
    exported_by: leaf.actor,
    format,
    file: format === "csv" ? "entries.csv" : "entries.ndjson",
    from,
    to,
    filters: filters as ExportManifest["filters"],
    ...measured,
    ...head,
    generation: generationOf(head.origin),
    earlier_generations: await earlierGenerations(deps, scope),
    edges: edges && { left: edges.left.map(toBase64), right: edges.right.map(toBase64) },
  };
}

/** Returns the head signed for the export's own entry, or the newest head when that one was not stored. */
async function headCovering(deps: Pick<Deps, "database">, scope: OrgScope, size: number) {
  const { checkpoint } = await findCheckpoint(deps, scope, size, "export").catch(() => findCheckpoint(deps, scope, undefined, "export"));
  const origin = checkpoint.slice(0, checkpoint.indexOf("\n"));
  const { configVersion } = await deps.database.storedHead(scope.orgId);
  const vkey = vkeyOf(await deps.database.keysOf(scope.orgId, configVersion), origin, checkpoint);
  const opened = openCheckpoint(sha256, verifyEd25519, { note: checkpoint, vkey });
  if (!opened.ok) throw new Error(`A stored checkpoint is invalid: ${opened.reason}.`);
  return { origin, vkey, size: opened.size, root: toBase64(opened.root), checkpoint };
}

async function measure(deps: Pick<Deps, "database">, scope: OrgScope, content: ExportContent): Promise<Measurement> {
  const [measured, counted] = [new Measured(), new Counted()];
  const chunks = measured.through(exportChunks(deps, scope, content, counted.count));
  while (!(await chunks.next()).done);
  return { ...counted.result(), ...measured.result() };
}
