"use client";

import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { api } from "#lib/api/browser-api.ts";
import { useMe } from "#lib/session/session-context.tsx";

/**
 * Records that the person has opened a request, from which dwell times are measured. When it cannot be recorded, a vote counts as given
 * without opening, and nothing else changes.
 */
export function useRecordOpening(id: string | null): void {
  const { can } = useMe();
  const { mutate } = useMutation({ mutationFn: (opened: string) => api.openApproval({ params: { id: opened } }) });
  useEffect(() => {
    if (id !== null && can.decide) mutate(id);
  }, [id, can.decide, mutate]);
}
