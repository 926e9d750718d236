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

/** Returns the current status. A delegation may have expired since it was loaded. */
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

/** The time until the delegation expires. */
export function ExpiresIn({ delegation }: { delegation: Pick<Delegation, "status" | "created_at" | "expires_at"> }) {
  const status = useStatus(delegation);
  if (status !== "active") return <span className="text-ink-3">ended</span>;
  return <Countdown from={delegation.created_at} until={delegation.expires_at} />;
}

/** Returns the last segment of an agent's name: `reviewer` for `release-bot/reviewer`. */
export function ownName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
