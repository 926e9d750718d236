import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import type { ApiContext } from "../api-command.ts";
import { escapeText } from "../escape-text.ts";
import { progressLine } from "../terminal/progress-line.ts";
import { UsageError } from "../usage-error.ts";
import { describeReceived } from "./describe-received.ts";
import { downloadExport } from "./download-export.ts";

export interface BundleRequest {
  /** The zip file. */
  readonly out: string;
  /** The parameters from and to of the API. */
  readonly query: Readonly<Record<string, string>>;
  readonly force: boolean;
}

/** Writes the export with payloads as one zip. The file gets its name only when it is complete. */
export async function performBundle(
  { connection, signal, io, json, printJson, print }: ApiContext,
  request: BundleRequest,
): Promise<number> {
  const { out, query, force } = request;
  if (existsSync(out) && !force) throw new UsageError(`${out} exists. Choose another --out, or give --force to replace it.`);
  const part = `${out}.${process.pid}.part`;
  const { progress, clear } = progressLine(io.stderr, describeReceived);
  try {
    const path = "/audit/export/payloads";
    const received = await downloadExport({ connection, path, query: new URLSearchParams(query), file: part, signal, progress }).finally(
      clear,
    );
    await rename(part, out);
    if (json) printJson({ out, export_id: received.exportId, bytes: received.bytes, sha256: received.sha256 });
    else {
      print(escapeText(`${out}: ${received.bytes} bytes, SHA-256 ${received.sha256}`));
      print(escapeText(`Verify it offline: agentlattice verify ${out} --vkey <key>. Its README.md says where the key comes from.`));
    }
    return 0;
  } finally {
    await rm(part, { force: true });
  }
}
