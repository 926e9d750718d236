import { Readable } from "node:stream";
import type { BundleQuery, ExportManifest } from "@agentlattice/contract";
import yazl from "yazl";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { authorise } from "../http/authorise.ts";
import type { Principal } from "../http/principal.ts";
import { auditorReadme } from "./auditor-readme.ts";
import { exportChunks } from "./export-chunks.ts";
import { recordExport } from "./export-ledger.ts";
import { describeExport } from "./export-manifest.ts";
import { findEntry } from "./find-entry.ts";
import { Counted, Measured } from "./measured.ts";
import { PayloadLines } from "./payload-lines.ts";
import { PolicyLines } from "./policy-lines.ts";
import { storedEntry } from "./stored-entry.ts";

export interface BundleInput {
  readonly principal: Principal;
  readonly query: z.output<typeof BundleQuery>;
  readonly deps: Pick<Deps, "database" | "newId">;
}

export interface Bundle {
  /** Id of the export's own entry, `evt_…`. */
  readonly id: string;
  readonly from: number;
  /** seq of the last entry, inclusive. */
  readonly to: number;
  readonly content: Readable;
}

/** Number of entries above which a file may exceed 4 GB and requires zip64. */
const LARGE = 500_000;

/**
 * Exports a zip archive for auditors: entries, signed head, payloads, policy texts, manifest and instructions. The export is recorded first and
 * streamed with bounded memory.
 * @throws AppError FORBIDDEN, INVALID_REQUEST
 */
export async function exportBundle({ principal, query, deps }: BundleInput): Promise<Bundle> {
  authorise(principal, "audit:payloads");
  const { scope } = principal;
  const recorded = await recordExport({ principal, query: { ...query, format: "ndjson" }, deps, payloads: true });
  const { id, from, to } = recorded;
  const row = await findEntry(deps, principal, id);
  const leaf = storedEntry(row.bytes);

  const [entries, counted] = [new Measured(), new Counted()];
  const payloads = new PayloadLines(deps, scope, { from, to, origin: leaf.log });
  const policies = new PolicyLines(deps, scope, { from, to });
  let manifest: ExportManifest | null = null;
  // Files are read one after another, so the manifest is created after all others were measured.
  async function* manifestText(): AsyncGenerator<Uint8Array> {
    const measured = { ...counted.result(), ...entries.result() };
    manifest = { ...(await describeExport(deps, scope, leaf, measured)), payloads: payloads.result(), policies: policies.result() };
    yield Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  }
  async function* ofManifest(write: (manifest: ExportManifest) => string): AsyncGenerator<Uint8Array> {
    if (!manifest) throw new Error("The manifest was read before the other files.");
    yield Buffer.from(write(manifest));
  }

  const zip = new yazl.ZipFile();
  const options = { mtime: new Date(leaf.ts), mode: 0o100600, forceZip64Format: to - from > LARGE };
  const parts: [string, AsyncIterable<Uint8Array>][] = [
    ["entries.ndjson", entries.through(exportChunks(deps, scope, { from, to, format: "ndjson", filter: {} }, counted.count))],
    ["payloads.ndjson", payloads.chunks()],
    ["policies.ndjson", policies.chunks()],
    ["manifest.json", manifestText()],
    ["checkpoint.txt", ofManifest(({ checkpoint }) => checkpoint)],
    ["README.md", ofManifest(auditorReadme)],
  ];
  for (const [name, chunks] of parts) zip.addReadStream(Readable.from(chunks, { objectMode: false, highWaterMark: 1 }), name, options);
  zip.end();
  const content = zip.outputStream as Readable;
  zip.on("error", (error) => content.destroy(error as Error));
  return { id, from, to, content };
}
