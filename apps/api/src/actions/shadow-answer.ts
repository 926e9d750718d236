import type { ActionResult, Finding } from "@agentlattice/contract";
import type { ShadowVerdict, Verdict } from "@agentlattice/core";
import { explainFailure, type LimitFailure } from "@agentlattice/core/policy";

type Answered = ActionResult["decision"]["shadow"][number];

/** A shadow verdict in the leaf: conditions without fields, values and names. */
export type ShadowLeaf = Pick<ShadowVerdict, "id" | "version" | "hash" | "verdict" | "mode" | "action" | "reason"> & {
  readonly settled?: LimitFailure;
};

/** The free text of a shadow verdict, stored in the payload. */
export interface ShadowPayload {
  readonly id: string;
  readonly conditions: Answered["conditions"];
  readonly findings: Finding[];
}

export function shadowAnswer({ shadow }: Pick<Verdict, "shadow">): Answered[] {
  return shadow.map(({ settled: _, ...shown }) => shown as Answered);
}

/** Returns the part of a shadow that belongs in the payload; empty when nothing was evaluated. */
export function shadowPayload({ shadow }: Pick<Verdict, "shadow">): ShadowPayload[] {
  return shadow.flatMap(({ id, conditions, findings }) =>
    conditions ? [{ id, conditions: [...conditions] as Answered["conditions"], findings: [...(findings ?? [])] }] : [],
  );
}

/** Rebuilds a shadow verdict from leaf and payload. Data of an erased payload is missing. */
export function storedShadow(leaf: readonly ShadowLeaf[], payload: readonly ShadowPayload[], nameOf: (id: string) => string): Answered[] {
  return leaf.map(({ id, version, hash, verdict, mode, action, reason, settled }) => {
    const name = id === "default" ? id : nameOf(id);
    const stored = payload.find((one) => one.id === id);
    const reached = settled ? [explainFailure(settled, name).condition as NonNullable<Answered["conditions"]>[number]] : [];
    return {
      id,
      name,
      version,
      hash,
      verdict,
      mode,
      ...(action ? { action } : {}),
      ...(reason ? { reason } : {}),
      ...(stored ? { conditions: [...reached, ...(stored.conditions ?? [])], findings: stored.findings } : {}),
    };
  });
}
