import type { ExportManifest } from "@agentlattice/contract";
import { operationPath } from "@agentlattice/contract/client";
import { api, getBlob } from "#lib/api/browser-api.ts";
import { type Narrowing, toQuery } from "./audit-filters.ts";

/** Exports the entries and saves them with their signed head and manifest as files. @throws ApiError */
export async function downloadEvidence(format: "ndjson" | "csv", filters: Narrowing | null): Promise<ExportManifest> {
  const query = { ...(filters ? toQuery(filters, Date.now()) : {}), format };
  const { blob, headers } = await getBlob(operationPath("exportLedger", { query }));
  const manifest = await api.exportManifest({ query: { export: headers.get("al-export-id") ?? "" } });
  save(manifest.file, blob);
  save("checkpoint.txt", new Blob([manifest.checkpoint]));
  save("manifest.json", new Blob([`${JSON.stringify(manifest, null, 2)}\n`]));
  return manifest;
}

/** Downloads the zip with payloads directly to disk, regardless of its size. */
export function saveBundle(): void {
  Object.assign(document.createElement("a"), { href: "/api/v1/audit/export/payloads", download: "" }).click();
}

/** Saves a file through the browser. */
export function save(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  // The browser reads the file after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
