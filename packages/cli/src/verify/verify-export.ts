import {
  type CheckpointFailure,
  isUnauthorised,
  type LogExpectation,
  type LogHead,
  type LogReport,
  openCheckpoint,
  parseVkey,
  type RangeEdges,
} from "@agentlattice/core/ledger";
import { checkPayloads, type PayloadFaultClass, type PayloadReport } from "./check-payloads.ts";
import { checkPolicies, type PolicyFaultClass } from "./check-policies.ts";
import { sha256, verifyEd25519 } from "./node-crypto.ts";
import { type Pin, readPin, writePin } from "./pin-file.ts";
import { type EntriesFile, type Progress, verifyFile } from "./verify-file.ts";

const EXIT = { valid: 0, unpinned: 10, notTrusted: 20, diverged: 30, invalid: 40 } as const;

export interface VerifyRequest {
  readonly entries: EntriesFile;
  readonly vkey: string;
  /** The signed note. Only a range may omit it. */
  readonly note: string | null;
  readonly pinFile: string | null;
  readonly payloads: string | null;
  readonly policies: string | null;
  readonly range: { readonly from: number; readonly to: number } | null;
  /** Hashes that prove a range under the signed head. */
  readonly edges?: RangeEdges | null;
  readonly allowTail: boolean;
}

type FaultClass = NonNullable<LogReport["class"]> | PayloadFaultClass | PolicyFaultClass | CheckpointFailure | "OTHER_PIN";

export interface Outcome {
  readonly exitCode: number;
  readonly report: Omit<LogReport, "class"> & { readonly class?: FaultClass };
  readonly pin?: { readonly file: string; readonly action: "created" | "advanced" | "kept" };
  readonly payloads?: Omit<Extract<PayloadReport, { ok: true }>, "ok">;
  /** Number of policy texts that match the hashes in the entries. */
  readonly policies?: { readonly checked: number };
}

const UNTRUSTED: Record<CheckpointFailure, string> = {
  BAD_VKEY: "The verifier key is malformed. It has the form name+id+key.",
  MALFORMED: "The checkpoint is not a signed note (C2SP tlog-checkpoint).",
  WRONG_ORIGIN: "The checkpoint and the verifier key belong to different logs.",
  UNSIGNED: "The checkpoint is not signed by the verifier key.",
  BAD_SIGNATURE: "The signature on the checkpoint is wrong.",
};

/** Verifies an export: the signature, then the entries, then the other files. The pin moves only when all are valid. */
export async function verifyExport(request: VerifyRequest, progress: Progress): Promise<Outcome> {
  const origin = parseVkey(sha256, request.vkey)?.origin ?? "";
  const checkpoint = openHead(request);
  if (typeof checkpoint === "string") return untrusted(origin, checkpoint, UNTRUSTED[checkpoint]);
  const pin = request.pinFile ? await readPin(request.pinFile) : null;
  const vkey = pin ? latestKey(request, pin) : request.vkey;
  if (vkey === null || (pin && pin.origin !== origin))
    return untrusted(origin, "OTHER_PIN", "The pin is of another log, or the head does not prove how its key was replaced by this one.");
  const expected: LogExpectation = {
    origin,
    checkpoint,
    pin,
    range: request.range,
    edges: request.edges ?? null,
    allowTail: request.allowTail,
  };
  const report = await verifyFile(request.entries, expected, progress);
  const outcome: Outcome = { exitCode: exitCodeOf(report), report };
  if (report.class !== undefined) return outcome;
  const checked = await checkOtherFiles(outcome, request);
  if (checked.report.class !== undefined || !request.pinFile || !checkpoint) return checked;
  return {
    ...checked,
    pin: { file: request.pinFile, action: await movePin(request.pinFile, pin, { origin, vkey, ...checkpoint }) },
  };
}

/**
 * Returns the later of the keys of the pin and of the caller, or null when the head does not belong to both.
 * INVARIANT: a key that is not that of the pin counts only with a head that both keys open. Rotations in the head lead from the earlier one to
 * the later one, each signed by the key before it.
 */
function latestKey({ vkey, note }: VerifyRequest, pin: Pin): string | null {
  if (pin.vkey === vkey || note === null) return vkey;
  const [fromPin, fromCaller] = [pin.vkey, vkey].map((key) => openCheckpoint(sha256, verifyEd25519, { note, vkey: key }));
  if (!fromPin?.ok || !fromCaller?.ok) return null;
  return fromPin.rotations < fromCaller.rotations ? pin.vkey : vkey;
}

function openHead(request: VerifyRequest): LogHead | CheckpointFailure | null {
  if (request.note === null) return null;
  const opened = openCheckpoint(sha256, verifyEd25519, { note: request.note, vkey: request.vkey });
  return opened.ok ? { size: opened.size, root: opened.root } : opened.reason;
}

function untrusted(origin: string, kind: FaultClass, message: string): Outcome {
  return {
    exitCode: EXIT.notTrusted,
    report: { status: "INVALID", class: kind, message, origin, entries: 0, size: null, root: null, covered: 0, uncovered: 0 },
  };
}

function exitCodeOf(report: LogReport): number {
  if (isUnauthorised(report.class)) return EXIT.notTrusted;
  const codes = { INVALID: EXIT.invalid, DIVERGED: EXIT.diverged, SIGNED: EXIT.unpinned, CONTINUOUS: EXIT.unpinned, PINNED: EXIT.valid };
  return codes[report.status];
}

/** Checks payloads and policy texts, when given. */
async function checkOtherFiles(outcome: Outcome, request: VerifyRequest): Promise<Outcome> {
  const withPayloads = request.payloads ? await addPayloads(outcome, request, request.payloads) : outcome;
  if (withPayloads.report.class !== undefined || !request.policies) return withPayloads;
  const result = await checkPolicies({ entries: request.entries.path, policies: request.policies });
  if (result.ok) return { ...withPayloads, policies: { checked: result.versions } };
  const { ok: _, ...fault } = result;
  return { exitCode: EXIT.invalid, report: { ...outcome.report, ...fault, status: "INVALID" } };
}

async function addPayloads(outcome: Outcome, request: VerifyRequest, payloads: string): Promise<Outcome> {
  const result = await checkPayloads({ entries: request.entries.path, payloads, from: request.range?.from ?? 0 });
  if (result.ok) return { ...outcome, payloads: { checked: result.checked, withheld: result.withheld, evidence: result.evidence } };
  const { ok: _, ...fault } = result;
  return { exitCode: EXIT.invalid, report: { ...outcome.report, ...fault, status: "INVALID" } };
}

/** Advances the pin. An older head that agrees with the pin leaves it unchanged. */
async function movePin(file: string, old: Pin | null, head: Pin): Promise<"created" | "advanced" | "kept"> {
  if (old && old.size >= head.size) return "kept";
  await writePin(file, head);
  return old ? "advanced" : "created";
}
