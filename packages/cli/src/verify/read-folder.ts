import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fromBase64, type RangeEdges } from "@agentlattice/core/ledger";
import { asObject, parseJsonObject } from "../json-object.ts";
import { UsageError } from "../usage-error.ts";

/** An export folder, as `agentlattice export` writes it. */
export interface ExportFolder {
  readonly entries: string;
  readonly checkpoint: string;
  /** The part of the log in the file, with the hashes beside it, or null for the whole log. */
  readonly part: { readonly range: { readonly from: number; readonly to: number }; readonly edges: RangeEdges } | null;
}

/**
 * Reads an export folder. Returns null when the path is a file. The manifest only states which part of the log the file holds; its claims
 * are proven under the signed head or refused.
 * @throws UsageError
 */
export async function readFolder(path: string): Promise<ExportFolder | null> {
  const found = await stat(path).catch(() => null);
  if (!found?.isDirectory()) return null;
  const file = join(path, "manifest.json");
  const { format, from, to, size, edges } = parse(file, await readFile(file, "utf8").catch(() => ""));
  if (format !== "ndjson") throw new UsageError(`${file} describes a table. Export ndjson to verify it.`);
  if (edges === null) throw new UsageError(`${file} says that filters left out entries. Such an export cannot be verified as a whole.`);
  const folder = { entries: join(path, "entries.ndjson"), checkpoint: join(path, "checkpoint.txt") };
  const whole = from === 0 && to + 1 === size;
  return { ...folder, part: whole ? null : { range: { from, to: to + 1 }, edges } };
}

interface Manifest {
  readonly format: string;
  readonly from: number;
  readonly to: number;
  readonly size: number;
  readonly edges: RangeEdges | null;
}

function parse(file: string, text: string): Manifest {
  const { format, from, to, size, edges } = parseJsonObject(text) ?? {};
  const proof = edges === null ? null : readEdges(edges);
  if (typeof format !== "string" || !isCount(from) || !isCount(to) || !isCount(size) || proof === undefined)
    throw new UsageError(`${file} is not the manifest of an export.`);
  return { format, from, to, size, edges: proof };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

function readEdges(value: unknown): RangeEdges | undefined {
  const { left, right } = asObject(value) ?? {};
  return Array.isArray(left) && Array.isArray(right) ? { left: hashes(left), right: hashes(right) } : undefined;
}

function hashes(texts: readonly unknown[]): Uint8Array[] {
  return texts.map((text) => (typeof text === "string" ? fromBase64(text) : null) ?? new Uint8Array(0));
}
