import { createHash } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { AgentLatticeConnectionError } from "@agentlattice/sdk";
import type { Connection } from "../connection/find-connection.ts";
import { refusal, requestFile } from "../connection/raw-request.ts";

/** Size and hash of a download, measured by this process. */
export interface Download {
  readonly exportId: string;
  readonly bytes: number;
  readonly sha256: string;
}

interface DownloadRequest {
  readonly connection: Connection;
  /** The path below `/api/v1`. */
  readonly path: "/audit/export" | "/audit/export/payloads";
  readonly query: URLSearchParams;
  /** A file that does not exist yet. */
  readonly file: string;
  readonly signal: AbortSignal;
  readonly progress: (bytes: number) => void;
}

/** Streams an export into a file and hashes it. @throws AgentLatticeError when there is no answer, or not all of it */
export async function downloadExport({ connection, path, query, file, signal, progress }: DownloadRequest): Promise<Download> {
  const response = await requestFile(connection, `${path}?${query}`, signal);
  const exportId = response.headers.get("al-export-id");
  if (!response.ok || !response.body || exportId === null) throw await refusal(response);
  const hash = createHash("sha256");
  const out = createWriteStream(file, { flags: "w", mode: 0o600, flush: true });
  let bytes = 0;
  try {
    for await (const chunk of response.body) {
      hash.update(chunk);
      bytes += chunk.length;
      progress(bytes);
      if (!out.write(chunk)) await once(out, "drain");
    }
  } catch (error) {
    out.destroy();
    signal.throwIfAborted();
    throw connectionBroke(error);
  }
  out.end();
  await finished(out);
  return { exportId, bytes, sha256: hash.digest("hex") };
}

function connectionBroke(cause: unknown): AgentLatticeConnectionError {
  return new AgentLatticeConnectionError("CONNECTION_FAILED", "The connection broke during the export. Run the command again.", {
    cause,
  });
}
