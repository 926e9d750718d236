"use client";

import type { Delegation } from "@agentlattice/contract";
import { Countdown } from "#components/ui/countdown.tsx";
import type { GateState } from "#components/ui/gate-mark.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { useNow } from "#lib/clock/clock-provider.tsx";

const DELEGATION_STATUS: Record<Delegation["status"], { mark: GateState; word: string }> = {
  active: { mark: "allow", word: "Active" },
  revoked: { mark: "idle", word: "Revoked" },
  expired: { mark: "idle", word: "Expired" },
};

/** What it is at this moment: it may have run out since it was read. */
export function useStatus({ status, expires_at }: Pick<Delegation, "status" | "expires_at">): Delegation["status"] {
  const now = useNow();
  return status === "active" && Date.parse(expires_at) <= now ? "expired" : status;
}

export function StatusLine({ delegation }: { delegation: Pick<Delegation, "status" | "expires_at"> }) {
  const { mark, word } = DELEGATION_STATUS[useStatus(delegation)];
  return (
    <span className="inline-flex items-center gap-2 align-middle whitespace-nowrap">
      <GateMark state={mark} />
      {word}
    </span>
  );
}

/** What is left of it. */
export function Lasts({ delegation }: { delegation: Pick<Delegation, "status" | "created_at" | "expires_at"> }) {
  const status = useStatus(delegation);
  if (status !== "active") return <span className="text-ink-3">ended</span>;
  return <Countdown from={delegation.created_at} until={delegation.expires_at} />;
}

/** `release-bot/reviewer` without the path: its own name. */
export function ownName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
