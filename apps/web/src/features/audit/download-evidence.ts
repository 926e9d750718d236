import type { ExportManifest } from "@agentlattice/contract";
import { operationPath } from "@agentlattice/contract/client";
import { api, getBlob } from "#lib/api/browser-api.ts";
import { saveFile } from "#lib/save-file.ts";
import { type Narrowing, toQuery } from "./audit-filters.ts";

/** Exports the entries and saves them with their signed head and manifest as files. @throws ApiError */
export async function downloadEvidence(format: "ndjson" | "csv", filters: Narrowing | null): Promise<ExportManifest> {
  const query = { ...(filters ? toQuery(filters, Date.now()) : {}), format };
  const { blob, headers } = await getBlob(operationPath("exportLedger", { query }));
  const manifest = await api.exportManifest({ query: { export: headers.get("al-export-id") ?? "" } });
  saveFile(manifest.file, blob);
  saveFile("checkpoint.txt", new Blob([manifest.checkpoint]));
  saveFile("manifest.json", new Blob([`${JSON.stringify(manifest, null, 2)}\n`]));
  return manifest;
}

/** Downloads the zip with payloads directly to disk, regardless of its size. */
export function saveBundle(): void {
  Object.assign(document.createElement("a"), { href: "/api/v1/audit/export/payloads", download: "" }).click();
}
