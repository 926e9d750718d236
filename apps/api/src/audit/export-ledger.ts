import type { ExportQuery } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { outOfRange } from "./assert-range.ts";
import { actorOf, configEntry } from "./config-entry.ts";
import { type ExportFormat, exportChunks } from "./export-chunks.ts";
import { entryFilterOf, type RecordedFilter, recordFilter, seqFrom, seqTo } from "./read-filter.ts";

export interface ExportInput {
  readonly principal: Principal;
  readonly query: z.output<typeof ExportQuery>;
  readonly deps: Pick<Deps, "database" | "newId">;
}

export interface LedgerExport {
  /** Id of the export's own entry, `evt_…`. */
  readonly id: string;
  readonly from: number;
  /** seq of the last entry; by default the export's own entry. */
  readonly to: number;
  /** Signed note of a head that covers the export. */
  readonly checkpoint: string;
  readonly format: ExportFormat;
  readonly content: ReadableStream<Uint8Array>;
}

/**
 * Exports entries as exact leaves, one per line, or as CSV. The export is recorded first with its filters. It ends with its own entry and the
 * head signed for it, so that file and checkpoint match exactly.
 * @throws AppError INVALID_REQUEST
 */
export async function exportLedger({ principal, query, deps }: ExportInput): Promise<LedgerExport> {
  const { id, from, to, filters, checkpoint } = await recordExport({ principal, query, deps });
  const chunks = exportChunks(deps, principal.scope, { from, to, format: query.format, filter: entryFilterOf(filters) });
  return { id, from, to, checkpoint, format: query.format, content: toStream(chunks) };
}

/** A recorded export. */
export interface RecordedExport {
  /** Id of the export's own entry, `evt_…`. */
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly filters: RecordedFilter;
  /** Signed note of the head after the export's own entry. */
  readonly checkpoint: string;
}

/** Records an export before any data is sent. @throws AppError INVALID_REQUEST */
export async function recordExport({
  principal,
  query,
  deps,
  payloads,
}: ExportInput & { readonly payloads?: true }): Promise<RecordedExport> {
  const { scope } = principal;
  const { orgId } = scope;
  const { format } = query;
  const filters = await recordFilter(deps, principal, query);
  const from = query.from === undefined ? 0 : await seqFrom(deps, principal, query.from);
  const asked = query.to === undefined ? null : await seqTo(deps, principal, query.to);
  const id = deps.newId();
  const { result: to, checkpoint } = await deps.database.audited(scope, async ({ client }) => {
    const head = await client.ledgerHead.findUniqueOrThrow({ where: { orgId }, select: { size: true } });
    const to = lastOf(from, asked, Number(head.size));
    const subject = { type: "organisation", id: encodeId("org", orgId) };
    const data = { from, to, format, ...(payloads ? { payloads } : {}), ...(Object.keys(filters).length > 0 ? { filters } : {}) };
    const entry = configEntry({ id, kind: "audit.exported", actor: actorOf(principal), subject, data });
    return { result: to, entries: [entry], changesAnswers: false };
  });
  return { id: encodeId("evt", id), from, to, filters, checkpoint };
}

/** Records the export of a part of an earlier generation. @param range seqs in that generation */
export async function recordEarlierExport({
  principal,
  range,
  deps,
}: Pick<ExportInput, "principal" | "deps"> & {
  readonly range: { readonly from: number; readonly to: number; readonly generation: number };
}): Promise<string> {
  const id = deps.newId();
  const subject = { type: "organisation", id: encodeId("org", principal.scope.orgId) };
  const data = { ...range, format: "ndjson", payloads: true } as const;
  const entry = configEntry({ id, kind: "audit.exported", actor: actorOf(principal), subject, data });
  await deps.database.audited(principal.scope, async () => ({ result: null, entries: [entry], changesAnswers: false }));
  return encodeId("evt", id);
}

/** Returns the last seq of an export whose own entry is being appended to a log of this size. */
function lastOf(from: number, asked: number | null, size: number): number {
  if (from > size) throw outOfRange("from", `must not be beyond ${size}, where the ledger ends`);
  if (asked !== null && asked > size) throw outOfRange("to", `must not be beyond ${size}, where the ledger ends`);
  if (asked !== null && asked < from) throw outOfRange("to", "must not be before from");
  return asked ?? size;
}

/** Reads the next block when the client has consumed the last, and stops when it disconnects. */
function toStream(chunks: AsyncIterator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { value, done } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await chunks.return?.();
      },
    },
    { highWaterMark: 1 },
  );
}
