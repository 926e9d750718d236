"use client";

import type { AuditEventDetail } from "@agentlattice/contract";
import { GrantLink } from "#features/grants/grant-link.tsx";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { useEntryDetail } from "./use-entries.ts";

/** The standing grant that an entry used, gave or ended. */
export function EntryGrant({ seq }: { seq: number }) {
  const { you } = useMe();
  const { data: event } = useEntryDetail(seq);
  const named = event && namedGrant(event);
  if (!named || !may(you, "grants:read")) return null;
  return (
    <p className="mt-1 text-body text-ink-2">
      {named.words} <GrantLink id={named.id}>Open grant</GrantLink>
    </p>
  );
}

function namedGrant({ kind, subject, data }: AuditEventDetail): { id: string; words: string } | null {
  if (subject.type === "grant") return { id: subject.id, words: "About a standing grant." };
  const { grant, grant_use } = data;
  if (typeof grant !== "string") return null;
  if (kind === "action.executed") return { id: grant, words: `Allowed by a standing grant, use ${String(grant_use)}.` };
  return { id: grant, words: "Gave a standing grant." };
}
