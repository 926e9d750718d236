import type { ExportManifest } from "@agentlattice/contract";
import { operationPath } from "@agentlattice/contract/client";
import { api, getBlob } from "#lib/api/browser-api.ts";
import { type Narrowing, toQuery } from "./audit-filters.ts";

/** Exports, and saves the entries, the signed head over them and the manifest as files. @throws ApiError */
export async function downloadEvidence(format: "ndjson" | "csv", filters: Narrowing | null): Promise<ExportManifest> {
  const query = { ...(filters ? toQuery(filters, Date.now()) : {}), format };
  const { blob, headers } = await getBlob(operationPath("exportLedger", { query }));
  const manifest = await api.exportManifest({ query: { export: headers.get("al-export-id") ?? "" } });
  save(manifest.file, blob);
  save("checkpoint.txt", new Blob([manifest.checkpoint]));
  save("manifest.json", new Blob([`${JSON.stringify(manifest, null, 2)}\n`]));
  return manifest;
}

/** Lets the browser write the zip with payloads to its disk as it comes, whatever its size. */
export function saveBundle(): void {
  Object.assign(document.createElement("a"), { href: "/api/v1/audit/export/payloads", download: "" }).click();
}

/** Hands a file to the browser. */
export function save(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  // Not at once: the browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
