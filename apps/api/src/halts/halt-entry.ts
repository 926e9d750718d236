import { encodeId } from "@agentlattice/core";
import type { Actor } from "@agentlattice/core/ledger";
import type { SettledEntry } from "@agentlattice/core/settle";
import { type OrgKeys, openText, sealPayload, sealText } from "@agentlattice/db";
import { configEntry } from "../audit/config-entry.ts";
import type { HaltRow } from "./find-halt.ts";
import { toWireScope } from "./halt-scope.ts";

type Detail =
  | { readonly kind: "halt.requested"; readonly data: { readonly clients: number; readonly policy?: string } }
  | {
      readonly kind: "halt.confirmed";
      readonly data: { readonly clients: number; readonly after_ms: number; readonly disconnected?: number };
    }
  | {
      readonly kind: "halt.resumed";
      readonly data: { readonly acknowledged: number; readonly outstanding: number; readonly disconnected?: number };
    };

interface HaltEntry {
  /** UUID of the entry. */
  readonly id: string;
  readonly actor: Actor;
  readonly halt: Pick<HaltRow, "haltId" | "kind" | "agentId" | "pattern" | "environment" | "drillId">;
  /** The reason, which is a payload. */
  readonly reason?: { readonly text: string; readonly keys: OrgKeys; readonly orgId: string; readonly origin: string };
}

/** Returns the ledger entry of a halt. */
export function haltEntry({ id, actor, halt, reason }: HaltEntry, { kind, data }: Detail): SettledEntry {
  const subject = encodeId("hlt", halt.haltId);
  const drill = halt.drillId === null ? {} : { drill: encodeId("drl", halt.drillId) };
  const common = { halt: subject, scope: toWireScope(halt), ...drill };
  const payloads = reason
    ? [sealPayload({ dataKey: reason.keys.data, orgId: reason.orgId, origin: reason.origin, entryId: id, field: "reason" }, reason.text)]
    : [];
  const change = {
    id,
    actor,
    subject: { type: "halt", id: subject } as const,
    payloads,
    agentId: halt.agentId,
    environment: halt.environment,
  };
  switch (kind) {
    case "halt.requested":
      return configEntry({ ...change, kind, data: { ...common, ...data } });
    case "halt.confirmed":
      return configEntry({ ...change, kind, data: { ...common, ...data } });
    case "halt.resumed":
      return configEntry({ ...change, kind, data: { ...common, ...data } });
  }
}

type ReasonField = "reason" | "resume_reason";

/** Encrypts a reason for the row of a halt. */
export function sealReason(keys: OrgKeys, orgId: string, origin: string, haltId: string, field: ReasonField, text: string) {
  return sealText({ dataKey: keys.data, orgId, origin, entryId: haltId, field }, text);
}

/** Decrypts a reason. @throws Error when the row was tampered with */
export function openReason(keys: OrgKeys, orgId: string, origin: string, haltId: string, field: ReasonField, sealed: Uint8Array): string {
  return openText({ dataKey: keys.data, orgId, origin, entryId: haltId, field }, sealed);
}
