import type { VerifyResult } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import {
  decodeFrontier,
  frontierRoot,
  isUnauthorised,
  type LogExpectation,
  type LogHead,
  type LogReport,
  LogVerifier,
  openCheckpoint,
  toBase64,
} from "@agentlattice/core/ledger";
import { LedgerError, type OrgScope, sha256, storeLedgerCheck, verifyEd25519 } from "@agentlattice/db";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { assertRange } from "./assert-range.ts";
import { ColumnChecks } from "./check-columns.ts";
import { type Fault, faultsOf, malformedHead, unsignedCheckpoint, unsignedHead } from "./ledger-faults.ts";
import { readEdges } from "./prove-range.ts";
import { vkeyOf } from "./vkey-of.ts";

type Result = z.output<typeof VerifyResult>;

/** The reference data of a verification. */
interface StoredHeads {
  readonly origin: string;
  readonly head: LogHead | null;
  /** The newest stored signed head; null before the first is stored. */
  readonly kept: LogHead | null;
  readonly size: number;
  /** Faults of the heads themselves. */
  readonly faults: readonly Fault[];
}

/** The range of entries, inclusive; the whole ledger by default. */
export interface VerifyRange {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export interface VerifyInput {
  readonly principal: Principal;
  readonly query: VerifyRange;
}

/** Verifies an organisation's ledger. Concurrent requests for the same range share one run. */
export function createLedgerVerifier(deps: Pick<Deps, "database" | "now">): (input: VerifyInput) => Promise<Result> {
  const running = new Map<string, Promise<Result>>();
  return ({ principal: { scope }, query }) => {
    const key = `${scope.orgId}/${query.from}/${query.to}`;
    const run = running.get(key) ?? verifyLedger(deps, scope, query).finally(() => running.delete(key));
    running.set(key, run);
    return run;
  };
}

async function verifyLedger(deps: Pick<Deps, "database" | "now">, scope: OrgScope, query: VerifyRange): Promise<Result> {
  const result = await checkEntries(deps, scope, query);
  const { chain_valid: valid, size, from, to } = result;
  // A valid range proves nothing about the other entries.
  if (!valid || to - from + 1 === size)
    await deps.database.inOrg(scope, (client) => storeLedgerCheck(client, scope.orgId, { size, valid }));
  return result;
}

/**
 * Verifies the stored ledger with bounded memory: hashes every byte, checks every link, position and time, and compares the result with the head,
 * the newest stored checkpoint and the columns beside the bytes. A range is proven with the stored nodes of the tree. Nothing is recorded.
 */
export async function checkEntries(deps: Pick<Deps, "database" | "now">, scope: OrgScope, query: VerifyRange): Promise<Result> {
  const heads = await readHeads(deps, scope);
  const from = query.from ?? 0;
  const to = query.to ?? heads.size - 1;
  if (query.from !== undefined || query.to !== undefined) assertRange({ from, to }, heads.size);
  const verifier = new LogVerifier(sha256, await expectationOf(deps, scope, heads, from, to + 1));
  const columns = new ColumnChecks(deps, scope);
  for await (const block of deps.database.reader.checkedBlocks(scope, from, to + 1)) {
    await columns.check(block);
    verifier.write(block.text);
    if (verifier.settled) break;
  }
  const report = verifier.finish();
  const linked = report.status === "SIGNED" || report.status === "PINNED";
  const broken = [columns.fault?.seq ?? null, linked ? null : (report.first_bad_seq ?? null)].filter((seq) => seq !== null);
  // The range does not lead to the signed root and has no other fault, so the first bad entry is unknown.
  if (!linked && broken.length === 0) broken.push(from);
  const faults = faultsOf(heads, linked ? null : report, columns.fault);
  return {
    chain_valid: faults.length === 0,
    first_broken_at_row_id: broken.length > 0 ? await nameOf(deps, scope, Math.min(...broken)) : null,
    size: heads.size,
    root: heads.head ? toBase64(heads.head.root) : "",
    checked_at: new Date(deps.now()).toISOString(),
    from,
    to,
    faults: await Promise.all(
      faults.map(async ({ seq, ...fault }) => ({ ...fault, seq, row_id: seq === null ? null : await nameOf(deps, scope, seq) })),
    ),
    findings: await findingsOf(deps, scope, report),
  };
}

async function findingsOf(deps: Pick<Deps, "database">, scope: OrgScope, report: LogReport): Promise<Result["findings"]> {
  const { class: found, first_bad_seq: seq, message } = report;
  if (!isUnauthorised(found) || seq === undefined) return [];
  return [{ class: found, seq, row_id: await nameOf(deps, scope, seq), message }];
}

async function expectationOf(
  deps: Pick<Deps, "database">,
  scope: OrgScope,
  heads: StoredHeads,
  from: number,
  to: number,
): Promise<LogExpectation> {
  const { origin, head, kept, size } = heads;
  if (from === 0 && to === size) return { origin, checkpoint: head, pin: kept };
  // A missing node leaves the range unproven, which counts as invalid.
  const edges = await readEdges(deps, scope, from, to, size).catch(() => null);
  return { origin, checkpoint: head, range: { from, to }, edges };
}

async function readHeads(deps: Pick<Deps, "database">, scope: OrgScope): Promise<StoredHeads> {
  const { orgId } = scope;
  // Stored heads are read first, because the log may grow meanwhile and must not appear shorter than a signed head.
  const kept = await deps.database.inOrg(scope, (client) =>
    client.ledgerCheckpoint.findFirst({ where: { orgId }, orderBy: { size: "desc" } }),
  );
  const isSigned = await signsHead(deps, orgId);
  const row = await deps.database.inOrg(scope, (client) => client.ledgerHead.findUniqueOrThrow({ where: { orgId } }));
  const keys = await deps.database.keysOf(orgId, Number(row.configVersion));
  const opened = kept && openCheckpoint(sha256, verifyEd25519, { note: kept.note, vkey: vkeyOf(keys, row.origin, kept.note) });
  const size = Number(row.size);
  const head = rootOf(size, row.frontier);
  const faults = [
    head ? null : malformedHead(size),
    isSigned ? null : unsignedHead(size, head, deps.database.health.faultOf(orgId)),
    opened === null || opened.ok ? null : unsignedCheckpoint(Number(kept?.size), opened.reason),
  ].filter((fault) => fault !== null);
  return { origin: row.origin, head, kept: opened?.ok ? { size: opened.size, root: opened.root } : null, size, faults };
}

/** Returns true when the signer, which keeps its own frontier, still signs the stored head. */
async function signsHead(deps: Pick<Deps, "database">, orgId: string): Promise<boolean> {
  try {
    await deps.database.signedHead(orgId);
    return true;
  } catch (error) {
    if (error instanceof RangeError || (error instanceof LedgerError && error.code === "LEDGER_DIVERGED")) return false;
    throw error;
  }
}

function rootOf(size: number, frontier: Uint8Array): LogHead | null {
  try {
    return { size, root: frontierRoot(sha256, decodeFrontier(size, frontier)) };
  } catch {
    return null; // The frontier does not match the size, so one of them was changed.
  }
}

/** Returns the id of the row at this position, or the position when the row is missing. */
async function nameOf(deps: Pick<Deps, "database">, scope: OrgScope, seq: number): Promise<string> {
  const where = { orgId_seq: { orgId: scope.orgId, seq: BigInt(seq) } };
  const row = await deps.database.inOrg(scope, (client) => client.ledgerEntry.findUnique({ where, select: { id: true } }));
  return row ? encodeId("evt", row.id) : String(seq);
}
