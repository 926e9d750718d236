"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useLiveEvents } from "#lib/live/live-provider.tsx";
import { onAnotherSession } from "#lib/session/enter.ts";
import { useMe } from "./session-context.tsx";

/** Draws the console anew when somebody changes my role or the organisation's name, and when another tab goes on elsewhere. */
export function useOwnChanges(): void {
  const router = useRouter();
  const { user } = useMe();
  useLiveEvents(({ kind, subject }) => {
    if (kind === "organisation.changed" || (kind === "member.changed" && subject.id === user.id)) router.refresh();
  });
  useEffect(() => {
    return onAnotherSession(() => window.location.replace("/overview"));
  }, []);
}
