import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ExportManifest } from "@agentlattice/contract";
import type { ApiContext } from "../api-command.ts";
import { escapeText } from "../escape-text.ts";
import { progressLine } from "../terminal/progress-line.ts";
import { UsageError } from "../usage-error.ts";
import { describeReceived } from "./describe-received.ts";
import { type Download, downloadExport } from "./download-export.ts";

export interface ExportRequest {
  /** The folder. It is created if needed. */
  readonly out: string;
  readonly format: "ndjson" | "csv";
  /** The parameters from, to and filters of the API. */
  readonly query: Readonly<Record<string, string>>;
  readonly force: boolean;
}

const EXIT_MISMATCH = 40;

/** Writes entries, checkpoint and manifest into a folder. A file gets its final name only when it is complete and matches the manifest. */
export async function performExport(context: ApiContext, request: ExportRequest): Promise<number> {
  const { api, log, json, printJson, print, signal } = context;
  const entries = join(request.out, `entries.${request.format}`);
  if (existsSync(entries) && !request.force)
    throw new UsageError(`${entries} exists. Choose another --out, or give --force to replace it.`);
  await mkdir(request.out, { recursive: true });
  const part = `${entries}.${process.pid}.part`;
  try {
    const received = await receive(context, request, part);
    const manifest = await api.exportManifest({ query: { export: received.exportId }, signal });
    if (manifest.sha256 !== received.sha256 || manifest.bytes !== received.bytes) {
      log(`The data (${received.bytes} bytes, SHA-256 ${received.sha256}) does not match the manifest. Nothing was kept.`);
      return EXIT_MISMATCH;
    }
    await saveWhole(join(request.out, "checkpoint.txt"), manifest.checkpoint);
    await saveWhole(join(request.out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    await rename(part, entries);
    if (json) printJson(summaryOf(request, manifest));
    else for (const line of describe(request, manifest)) print(escapeText(line));
    return 0;
  } finally {
    await rm(part, { force: true });
  }
}

async function receive({ connection, signal, io }: ApiContext, { format, query }: ExportRequest, file: string): Promise<Download> {
  const { progress, clear } = progressLine(io.stderr, describeReceived);
  try {
    return await downloadExport({
      connection,
      path: "/audit/export",
      query: new URLSearchParams({ format, ...query }),
      file,
      signal,
      progress,
    });
  } finally {
    clear();
  }
}

/** Writes a file completely or not at all. */
async function saveWhole(path: string, content: string): Promise<void> {
  const draft = `${path}.${process.pid}.part`;
  await writeFile(draft, content, { flush: true, mode: 0o600 });
  await rename(draft, path);
}

function verifyCommand({ out }: ExportRequest, { vkey, format, edges }: ExportManifest): string | null {
  return format === "ndjson" && edges
    ? `agentlattice verify ${/^[\w./-]+$/.test(out) ? out : `'${out.replaceAll("'", "'\\''")}'`} --vkey '${vkey}'`
    : null;
}

function summaryOf(request: ExportRequest, manifest: ExportManifest) {
  const { export_id, format, from, to, entries, bytes, sha256, origin, vkey, size, root, filters } = manifest;
  const summary = { export_id, format, from, to, filters, entries, bytes, sha256, origin, vkey, size, root };
  return {
    out: request.out,
    files: [manifest.file, "checkpoint.txt", "manifest.json"],
    ...summary,
    verify: verifyCommand(request, manifest),
  };
}

function* describe(request: ExportRequest, manifest: ExportManifest): Generator<string> {
  const { out } = request;
  yield `${manifest.entries} ${manifest.entries === 1 ? "entry" : "entries"} of ${manifest.from} to ${manifest.to} in ${join(out, manifest.file)}`;
  yield `SHA-256 ${manifest.sha256}`;
  yield `Signed head ${manifest.size}, root ${manifest.root}, in ${join(out, "checkpoint.txt")}; manifest in ${join(out, "manifest.json")}`;
  const command = verifyCommand(request, manifest);
  if (command) {
    yield "";
    yield command;
    yield "The server supplied the key in this command. Compare it with a key from a source that you trust.";
  } else if (manifest.format === "ndjson")
    yield "The filters left out entries. Each entry is proven by its own inclusion proof, not by this file.";
  else yield "A table cannot be verified offline. Export ndjson to verify it.";
}
