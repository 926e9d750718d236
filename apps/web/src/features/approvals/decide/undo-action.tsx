"use client";

import { KeyHint } from "#components/ui/kbd.tsx";
import { useMe } from "#lib/session/session-context.tsx";
import { useReview } from "../use-approvals.ts";
import { takeBackOf } from "./take-back.ts";
import { useTakeBack } from "./use-take-back.ts";

/** The button of the toast after a decision: Undo until the agent continues, then Revoke until it has used the permit. */
export function UndoAction({ id }: { id: string }) {
  const { user } = useMe();
  const { data } = useReview(id);
  const { mutate, isPending } = useTakeBack();
  const how = data ? takeBackOf(data, user.id) : null;
  if (!data || how === null) return null;
  return (
    <button
      type="button"
      disabled={isPending}
      onClick={() => mutate({ approval: data, how })}
      className="ml-auto inline-flex min-h-6 items-center gap-1.5 rounded-chip font-medium text-accent-text max-tablet:min-h-11"
    >
      {how === "undo" ? "Undo" : "Revoke"}
      {how === "undo" && <KeyHint>Z</KeyHint>}
    </button>
  );
}
