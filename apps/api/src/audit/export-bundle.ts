import { Readable } from "node:stream";
import type { BundleQuery } from "@agentlattice/contract";
import yazl from "yazl";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { authorise } from "../http/authorise.ts";
import type { Principal } from "../http/principal.ts";
import { auditorReadme } from "./auditor-readme.ts";
import { exportChunks } from "./export-chunks.ts";
import { exportEarlier, type GenerationExport } from "./export-generation.ts";
import { recordExport } from "./export-ledger.ts";
import { describeExport, type ZipManifest } from "./export-manifest.ts";
import { findEntry } from "./find-entry.ts";
import { Counted, Measured } from "./measured.ts";
import { PayloadLines } from "./payload-lines.ts";
import { PolicyLines } from "./policy-lines.ts";
import { storedEntry } from "./stored-entry.ts";

export interface BundleInput {
  readonly principal: Principal;
  readonly query: z.output<typeof BundleQuery>;
  readonly deps: Pick<Deps, "database" | "newId" | "now">;
}

export interface Bundle {
  /** Id of the export's own entry, `evt_…`. */
  readonly id: string;
  readonly from: number;
  /** seq of the last entry, inclusive. */
  readonly to: number;
  readonly content: Readable;
}

type Part = [name: string, content: AsyncIterable<Uint8Array>];

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
  const { id, from, to, offset, origin, describe } =
    (await exportEarlier(deps, principal, query)) ?? (await exportNewest(deps, principal, query));
  const stored = { from: from - offset, to: to - offset };
  const exportedAt = new Date(deps.now());

  const [entries, counted] = [new Measured(), new Counted(offset)];
  const payloads = new PayloadLines(deps, scope, { ...stored, origin, offset });
  const policies = new PolicyLines(deps, scope, stored);
  let manifest: ZipManifest | null = null;
  // Files are read one after another, so the manifest is created after all others were measured.
  async function* manifestText(): AsyncGenerator<Uint8Array> {
    const measured = { ...counted.result(), ...entries.result() };
    manifest = { ...(await describe(measured)), payloads: payloads.result(), policies: policies.result() };
    yield Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  }
  async function* ofManifest(write: (manifest: ZipManifest) => string): AsyncGenerator<Uint8Array> {
    if (!manifest) throw new Error("The manifest was read before the other files.");
    yield Buffer.from(write(manifest));
  }

  const zip = new yazl.ZipFile();
  const options = { mtime: exportedAt, mode: 0o100600, forceZip64Format: to - from > LARGE };
  const parts: Part[] = [
    ["entries.ndjson", entries.through(exportChunks(deps, scope, { ...stored, format: "ndjson", filter: {} }, counted.count))],
    ["payloads.ndjson", payloads.chunks()],
    ["policies.ndjson", policies.chunks()],
    ["manifest.json", manifestText()],
    ...(offset === 0 ? [["checkpoint.txt", ofManifest(({ checkpoint }) => checkpoint ?? "")] satisfies Part] : []),
    ["README.md", ofManifest(auditorReadme)],
  ];
  for (const [name, chunks] of parts) zip.addReadStream(Readable.from(chunks, { objectMode: false, highWaterMark: 1 }), name, options);
  zip.end();
  const content = zip.outputStream as Readable;
  zip.on("error", (error) => content.destroy(error as Error));
  return { id, from, to, content };
}

/** Records the export of the newest generation. */
async function exportNewest(deps: BundleInput["deps"], principal: Principal, query: BundleInput["query"]): Promise<GenerationExport> {
  const { id, from, to } = await recordExport({ principal, query: { ...query, format: "ndjson" }, deps, payloads: true });
  const leaf = storedEntry((await findEntry(deps, principal, id)).bytes);
  const describe: GenerationExport["describe"] = (measured) => describeExport(deps, principal.scope, leaf, measured);
  return { id, from, to, offset: 0, origin: leaf.log, describe };
}
