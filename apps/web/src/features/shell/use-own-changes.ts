"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useLiveEvents } from "#lib/live/live-provider.tsx";
import { onSessionChange } from "#lib/session/enter.ts";
import { useMe } from "#lib/session/session-context.tsx";

/** Refreshes the console when the person's role or the organisation's name changes, and when another tab switches the session. */
export function useOwnChanges(): void {
  const router = useRouter();
  const { user } = useMe();
  useLiveEvents(({ kind, subject }) => {
    if (kind === "organisation.changed" || (kind === "member.changed" && subject.id === user.id)) router.refresh();
  });
  useEffect(() => {
    return onSessionChange(() => window.location.replace("/overview"));
  }, []);
}
