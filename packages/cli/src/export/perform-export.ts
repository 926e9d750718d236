import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ExportManifest } from "@agentlattice/contract";
import type { ApiContext } from "../api-command.ts";
import { answerOf } from "../connection/list-all.ts";
import { escapeText } from "../escape-text.ts";
import { UsageError } from "../usage-error.ts";
import { type Download, downloadExport } from "./download-export.ts";
import { showReceived } from "./show-received.ts";

export interface ExportRequest {
  /** The folder; made when it is not there. */
  readonly out: string;
  readonly format: "ndjson" | "csv";
  /** from, to and filters, as the API takes them. */
  readonly query: Readonly<Record<string, string>>;
  readonly force: boolean;
}

const EXIT_MISMATCH = 40;

/** Writes entries, checkpoint and manifest into a folder. A file has its final name only when it is whole and as the manifest says. */
export async function performExport(context: ApiContext, request: ExportRequest): Promise<number> {
  const { al, say, json, printJson, print, signal } = context;
  const entries = join(request.out, `entries.${request.format}`);
  if (existsSync(entries) && !request.force)
    throw new UsageError(`${entries} is there already. Choose another --out, or --force to replace it.`);
  await mkdir(request.out, { recursive: true });
  const part = `${entries}.${process.pid}.part`;
  try {
    const received = await receive(context, request, part);
    const manifest = answerOf<ExportManifest>(await al.request("GET", `/audit/export/manifest?export=${received.exportId}`, { signal }));
    if (manifest.sha256 !== received.sha256 || manifest.bytes !== received.bytes) {
      say(`What came (${received.bytes} bytes, SHA-256 ${received.sha256}) is not what the manifest names. Nothing was kept.`);
      return EXIT_MISMATCH;
    }
    await keep(join(request.out, "checkpoint.txt"), manifest.checkpoint);
    await keep(join(request.out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    await rename(part, entries);
    if (json) printJson(summaryOf(request, manifest));
    else for (const line of describe(request, manifest)) print(escapeText(line));
    return 0;
  } finally {
    await rm(part, { force: true });
  }
}

async function receive({ connection, signal, io }: ApiContext, { format, query }: ExportRequest, file: string): Promise<Download> {
  const { progress, clear } = showReceived(io.stderr);
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

/** Whole or not at all, like the entries. */
async function keep(path: string, content: string): Promise<void> {
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
  const about = { export_id, format, from, to, filters, entries, bytes, sha256, origin, vkey, size, root };
  return {
    out: request.out,
    files: [manifest.file, "checkpoint.txt", "manifest.json"],
    ...about,
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
    yield "The key in this command is the server's own word. Compare it with one that you got from somebody you trust.";
  } else if (manifest.format === "ndjson")
    yield "Entries were left out by the filters: each is proven by its own inclusion proof, not by this file.";
  else yield "A table is for reading. Export ndjson to verify it offline.";
}
