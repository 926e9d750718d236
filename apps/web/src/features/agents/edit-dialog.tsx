"use client";

import type { Agent } from "@agentlattice/contract";
import type { FormEvent } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { api } from "#lib/api/browser-api.ts";
import { useDraft } from "#lib/drafts/use-draft.ts";
import { capabilityProblem, readCapabilities, readLabels, writeLabels } from "./agent-words.ts";
import { NO_OWNER, OwnerField } from "./owner-field.tsx";
import { useAgentChange } from "./use-agents.ts";

const LONGEST = 500;

/** A form for the description, capabilities, labels and owner of an agent. */
export function EditDialog({ agent, onClose }: { agent: Agent; onClose: () => void }) {
  const { draft, change, clear } = useDraft(`agent ${agent.id}`, {
    description: agent.description,
    capabilities: agent.capabilities.join(", "),
    labels: writeLabels(agent.labels),
    owner: agent.owner ?? NO_OWNER,
  });
  const { description, capabilities, labels, owner } = draft;
  const close = () => {
    clear();
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
        ...(owner !== (agent.owner ?? NO_OWNER) && { owner: owner === NO_OWNER ? null : owner }),
      },
    }),
  );
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    if (!problem && read.ok) save.mutate(undefined, { onSuccess: close });
  };
  const added = asked.filter((capability) => !agent.capabilities.includes(capability));
  return (
    <Dialog open onClose={close} placement="centre" title={`Edit ${agent.name}`}>
      <form method="post" onSubmit={send} className="flex min-h-0 flex-col">
        <div className="pane flex flex-col gap-4 p-5">
          <TextField
            label="Purpose"
            value={description}
            maxLength={LONGEST}
            hint="One line that reviewers see."
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
              added.length > 0
                ? `New: ${added.join(", ")}. Policies still decide each action.`
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
            hint="Policies can match labels: team=platform, tier=1."
            onChange={(event) => change({ labels: event.target.value })}
          />
          <OwnerField agent={agent} value={owner} onChange={(value) => change({ owner: value })} />
          {save.error && (
            <ErrorNotice title="The changes were not saved" stillWorks="Nothing changed." error={save.error} onRetry={() => send()} />
          )}
        </div>
        <footer className="flex shrink-0 justify-end gap-2 border-t p-4">
          <Button onClick={close}>Cancel</Button>
          <Button
            type="submit"
            variant="primary"
            blocked={problem ?? (read.ok ? null : read.problem) ?? (save.isPending ? "Saving." : null)}
          >
            Save changes
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
