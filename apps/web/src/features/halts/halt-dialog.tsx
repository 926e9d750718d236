"use client";

import type { HaltScope } from "@agentlattice/contract";
import { type FormEvent, useDeferredValue, useState } from "react";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useAllAgents } from "#features/agents/use-agents.ts";
import { ApiError } from "#lib/api/api-error.ts";
import { useOpenPage } from "#lib/environment/environment.tsx";
import { HaltEffect } from "./halt-effect.tsx";
import { nameScope } from "./halt-words.ts";
import { type ScopeDraft, ScopeFields, toScope } from "./scope-fields.tsx";
import { useCreateHalt, useHaltPreview } from "./use-halts.ts";

/** Asks for scope and reason, shows the effect, and halts. It keeps its input when the request fails. */
export function HaltDialog({ agentId, onClose }: { agentId: string | null; onClose: () => void }) {
  const agents = useAllAgents();
  const openPage = useOpenPage();
  const [draft, setDraft] = useState<ScopeDraft>({ kind: "agent", agent: agentId ?? "", pattern: "", environment: "" });
  const [reason, setReason] = useState("");
  const scope = toScope(draft);
  const preview = useHaltPreview(useDeferredValue<HaltScope | null>(scope));
  const create = useCreateHalt();
  const name = scope && nameScope(scope, agents.find(({ id }) => id === draft.agent)?.name ?? null);
  const blocked = scope === null ? "Choose what to halt." : reason.trim() === "" ? "Enter a reason." : create.isPending ? "Halting." : null;
  const send = () => {
    if (blocked || !scope) return;
    create.mutate(
      { scope, reason: reason.trim() },
      {
        onSuccess: ({ id }) => {
          toast(`Halt of ${name} requested`, { icon: <GateMark state="deny" /> });
          // The new address has no dialog. Closing it as well would cancel the navigation.
          openPage(`/agents/halts/${id}`, { replace: true });
        },
      },
    );
  };
  return (
    <Dialog open onClose={onClose} placement="wide" title={name === null ? "Halt" : `Halt ${name}?`}>
      <form
        method="post"
        noValidate
        className="flex min-h-0 flex-col"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          send();
        }}
      >
        <div className="pane grid gap-5 p-5 tablet:grid-cols-[1.4fr_1fr]">
          <div className="flex min-w-0 flex-col gap-4">
            <p className="text-label text-ink-2">
              Matching actions are denied from the next request. Actions that already executed are not undone.
            </p>
            <ScopeFields draft={draft} agents={agents} onChange={setDraft} />
            <TextField
              data-first-focus
              label="Reason"
              hint="Required. Shown to every member."
              value={reason}
              maxLength={1_000}
              onChange={(event) => setReason(event.target.value)}
            />
            {create.error && <Failure error={create.error} onRetry={send} />}
          </div>
          <HaltEffect preview={preview} isChosen={scope !== null} />
        </div>
        <footer className="flex shrink-0 flex-wrap items-center justify-end gap-2 border-t p-4">
          <span className="mr-auto text-label text-ink-3 max-tablet:hidden">Recorded in the ledger as halt.requested.</span>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="destructive" blocked={blocked}>
            {name === null ? "Halt" : `Halt ${name}`}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

/** An unknown result offers to check the status, because the halt may be in force. */
function Failure({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const isKnown = error instanceof ApiError && error.status < 500 && error.status > 0;
  return (
    <div className="flex flex-col gap-2">
      <ErrorNotice
        title={isKnown ? "Nothing was halted" : "The result is unknown"}
        stillWorks={isKnown ? "" : "The halt may be in force. Retrying is safe."}
        error={error}
        onRetry={onRetry}
      />
      {!isKnown && (
        <span>
          <LinkButton href="/agents/halts">Check status</LinkButton>
        </span>
      )}
    </div>
  );
}
