"use client";

import type { Agent } from "@agentlattice/contract";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { api } from "#lib/api/browser-api.ts";
import { plural } from "#lib/format/text.ts";
import { useAgentChange } from "./use-agents.ts";

/** Asks for confirmation, then disables or enables an agent. Disabling lists the consequences. */
export function DisableDialog({ agent, onClose }: { agent: Agent; onClose: () => void }) {
  const disabled = agent.status === "disabled";
  const change = useAgentChange(() => api.changeAgent({ params: { id: agent.id }, body: { status: disabled ? "active" : "disabled" } }));
  const verb = disabled ? "Enable" : "Disable";
  const send = () =>
    change.mutate(undefined, {
      onSuccess: () => {
        toast(disabled ? `${agent.name} is enabled` : `${agent.name} is disabled`, {
          icon: <GateMark state={disabled ? "allow" : "idle"} />,
        });
        onClose();
      },
    });
  return (
    <Dialog open onClose={onClose} placement="centre" title={`${verb} ${agent.name}?`}>
      <div className="flex flex-col gap-3 p-5">
        {disabled ? (
          <p className="text-ink-2">Its keys work again from the next request, and so do its active delegations.</p>
        ) : (
          <Consequences agent={agent} />
        )}
        {change.error && (
          <ErrorNotice
            title={`${agent.name} was not ${verb.toLowerCase()}d`}
            stillWorks="Nothing changed."
            error={change.error}
            onRetry={send}
          />
        )}
      </div>
      <footer className="flex justify-end gap-2 border-t p-4">
        <Button onClick={onClose}>Cancel</Button>
        <Button variant={disabled ? "primary" : "destructive"} blocked={change.isPending ? "Saving." : null} onClick={send}>
          {`${verb} ${agent.name}`}
        </Button>
      </footer>
    </Dialog>
  );
}

function Consequences({ agent: { record } }: { agent: Agent }) {
  const stops = [
    `${record ? plural(record.usable_keys, "key is", "keys are") : "Its keys are"} refused from the next request.`,
    record && record.waiting > 0
      ? `${plural(record.waiting, "pending request", "pending requests")} cannot run, even if approved.`
      : "Approved actions that have not run yet do not run.",
    record && record.active_delegations > 0
      ? `${plural(record.active_delegations, "delegated agent is", "delegated agents are")} denied every action.`
      : "Agents it delegates to are denied every action.",
  ];
  return (
    <>
      <p className="text-ink-2">The agent stops immediately. You can enable it again; nothing is deleted.</p>
      <ul className="flex flex-col gap-2">
        {stops.map((sentence) => (
          <li key={sentence} className="flex gap-2.5">
            <span className="flex h-5 items-center">
              <GateMark state="deny" />
            </span>
            {sentence}
          </li>
        ))}
      </ul>
    </>
  );
}
