"use client";

import type { Agent } from "@agentlattice/contract";
import type { FormEvent } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Failed } from "#components/ui/failed.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { api } from "#lib/api/browser-api.ts";
import { useDraft } from "#lib/drafts/use-draft.ts";
import { capabilityProblem, readCapabilities, readLabels, writeLabels } from "./agent-words.ts";
import { NOBODY, OwnerField } from "./owner-field.tsx";
import { useAgentChange } from "./use-agents.ts";

const LONGEST = 500;

/** What an agent is for, may do and is labelled with. */
export function EditDialog({ agent, onClose }: { agent: Agent; onClose: () => void }) {
  const { draft, change, drop } = useDraft(`agent ${agent.id}`, {
    description: agent.description,
    capabilities: agent.capabilities.join(", "),
    labels: writeLabels(agent.labels),
    owner: agent.owner ?? NOBODY,
  });
  const { description, capabilities, labels, owner } = draft;
  const close = () => {
    drop();
    onClose();
  };
  const asked = readCapabilities(capabilities);
  const read = readLabels(labels);
  const problem = capabilityProblem(asked);
  const save = useAgentChange(() =>
    api.changeAgent({
      params: { id: agent.id },
      body: {
        description,
        capabilities: asked,
        ...(read.ok && { labels: read.labels }),
        ...(owner !== (agent.owner ?? NOBODY) && { owner: owner === NOBODY ? null : owner }),
      },
    }),
  );
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    if (!problem && read.ok) save.mutate(undefined, { onSuccess: close });
  };
  const wider = asked.filter((capability) => !agent.capabilities.includes(capability));
  return (
    <Dialog open onClose={close} place="centre" title={`Edit ${agent.name}`}>
      <form method="post" onSubmit={send} className="flex min-h-0 flex-col">
        <div className="pane flex flex-col gap-4 p-5">
          <TextField
            label="What it is for"
            value={description}
            maxLength={LONGEST}
            hint="One line, for whoever meets it later."
            onChange={(event) => change({ description: event.target.value })}
          />
          <TextField
            label="Capabilities"
            mono
            value={capabilities}
            spellCheck={false}
            autoCapitalize="off"
            error={problem}
            hint={
              wider.length > 0
                ? `New: ${wider.join(", ")}. Policies still decide each action.`
                : "Actions, prefix.* or *, separated by commas."
            }
            onChange={(event) => change({ capabilities: event.target.value })}
          />
          <TextField
            label="Labels"
            mono
            value={labels}
            spellCheck={false}
            error={read.ok ? null : read.problem}
            hint="Policies can ask for them: team=platform, tier=1."
            onChange={(event) => change({ labels: event.target.value })}
          />
          <OwnerField agent={agent} value={owner} onChange={(value) => change({ owner: value })} />
          {save.error && <Failed title="It was not saved" stillWorks="Nothing changed." error={save.error} onRetry={() => send()} />}
        </div>
        <footer className="flex shrink-0 justify-end gap-2 border-t p-4">
          <Button onClick={close}>Cancel</Button>
          <Button
            type="submit"
            look="primary"
            blocked={problem ?? (read.ok ? null : read.problem) ?? (save.isPending ? "It is being recorded." : null)}
          >
            Save changes
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
