import {
  checkEvidence,
  commitment,
  type Entry,
  fromBase64,
  type Json,
  type RegisteredPasskey,
  SALT_BYTES,
  trackPasskey,
} from "@agentlattice/core/ledger";
import { parseJsonObject } from "../json-object.ts";
import { evidenceCrypto, sha256 } from "./node-crypto.ts";
import { readLines } from "./read-lines.ts";

/** A line of a payload export: a value kept outside the log, and the salt of its commitment. */
interface Payload {
  readonly seq: number;
  readonly id: string;
  readonly field: string;
  readonly salt: Uint8Array;
  readonly value: Json;
}

/** Classes of faults in a payload file. */
export type PayloadFaultClass = "PAYLOAD_MALFORMED" | "PAYLOAD_OUT_OF_ORDER" | "PAYLOAD_UNKNOWN" | "PAYLOAD_MISMATCH" | "EVIDENCE_INVALID";

export type PayloadReport =
  /** `withheld` counts commitments without a value in the file. Such values were withheld from the reader, which is not a fault. */
  | { readonly ok: true; readonly checked: number; readonly withheld: number; readonly evidence: EvidenceCount }
  | { readonly ok: false; readonly class: PayloadFaultClass; readonly first_bad_seq?: number; readonly message: string };

/** Decisions that a passkey signed. `unknown`: the passkey was registered before the first of the entries. */
interface EvidenceCount {
  readonly verified: number;
  readonly unknown: number;
}

const ASSERTION = "assertion";
const MESSAGES: Record<PayloadFaultClass, string> = {
  PAYLOAD_MALFORMED: "is not a payload: {seq, id, field, salt, value}.",
  PAYLOAD_OUT_OF_ORDER: "is out of order or repeated: payloads have the order of their entries.",
  PAYLOAD_UNKNOWN: "names an entry or a field that has no commitment in the log.",
  PAYLOAD_MISMATCH: "does not match its commitment.",
  EVIDENCE_INVALID: "is no valid signature of the person's passkey over this decision.",
};

/** The files to check. The caller has already verified the entries; `from` is the position of the first. */
export interface PayloadCheck {
  readonly entries: string;
  readonly payloads: string;
  readonly from: number;
}

/** Compares payloads with the commitments in the entries. Reads both files in parallel with bounded memory. */
export async function checkPayloads(check: PayloadCheck): Promise<PayloadReport> {
  const payloads = readLines(check.payloads);
  try {
    return await walkBoth(check, payloads);
  } finally {
    await payloads.return();
  }
}

async function walkBoth(check: PayloadCheck, payloads: AsyncGenerator<string, void>): Promise<PayloadReport> {
  let line = await payloads.next();
  const passkeys = new Map<string, RegisteredPasskey>();
  const evidence = { verified: 0, unknown: 0 };
  let [seq, lineNumber, checked, withheld] = [check.from, 1, 0, 0];
  const fault = (kind: PayloadFaultClass, at?: number): PayloadReport => ({
    ok: false,
    class: kind,
    first_bad_seq: at,
    message: `Payload line ${lineNumber} ${MESSAGES[kind]}`,
  });
  for await (const text of readLines(check.entries)) {
    const open = commitmentsOf(text);
    if (text.includes('"kind":"passkey.changed"')) trackPasskey(passkeys, JSON.parse(text) as Entry);
    while (!line.done) {
      const payload = parsePayload(line.value);
      if (!payload) return fault("PAYLOAD_MALFORMED");
      if (payload.seq < seq) return fault("PAYLOAD_OUT_OF_ORDER", payload.seq);
      if (payload.seq > seq) break;
      const kind = comparePayload(open, payload);
      if (kind) return fault(kind, seq);
      if (payload.field === ASSERTION) {
        const entry = JSON.parse(text) as Entry;
        const failure = checkEvidence(evidenceCrypto, entry, payload.value, passkeys.get(String(entry.data.passkey)));
        if (failure === null) evidence.verified++;
        else if (failure === "UNKNOWN_PASSKEY" && check.from > 0) evidence.unknown++;
        else return fault("EVIDENCE_INVALID", seq);
      }
      open?.pd.delete(payload.field);
      checked++;
      lineNumber++;
      line = await payloads.next();
    }
    withheld += open?.pd.size ?? 0;
    seq++;
  }
  return line.done ? { ok: true, checked, withheld, evidence } : fault(parsePayload(line.value) ? "PAYLOAD_UNKNOWN" : "PAYLOAD_MALFORMED");
}

/** Returns the commitments of an entry that are not matched yet, or null for an entry without any. */
function commitmentsOf(line: string): { readonly log: string; readonly id: string; readonly pd: Map<string, string> } | null {
  if (line.includes(',"pd":{},"prev":')) return null;
  const entry = JSON.parse(line) as Entry;
  return { log: entry.log, id: entry.id, pd: new Map(Object.entries(entry.pd)) };
}

function comparePayload(open: ReturnType<typeof commitmentsOf>, payload: Payload): PayloadFaultClass | null {
  const committed = open?.pd.get(payload.field);
  if (!open || committed === undefined || payload.id !== open.id) return "PAYLOAD_UNKNOWN";
  const { salt, field, value } = payload;
  return commitment(sha256, { salt, log: open.log, id: open.id, field, value }) === committed ? null : "PAYLOAD_MISMATCH";
}

function parsePayload(line: string): Payload | null {
  const value = parseJsonObject(line);
  if (!value || Object.keys(value).sort().join() !== "field,id,salt,seq,value") return null;
  const { seq, id, field, salt: base64 } = value;
  const salt = typeof base64 === "string" ? fromBase64(base64) : null;
  if (typeof seq !== "number" || typeof id !== "string" || typeof field !== "string" || salt?.length !== SALT_BYTES) return null;
  return { seq, id, field, salt, value: value.value as Json };
}
