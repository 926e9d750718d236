"use client";

import type { Agent } from "@agentlattice/contract";
import { type FormEvent, type ReactNode, useState } from "react";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Failed } from "#components/ui/failed.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { deleteJson, postJson } from "#lib/api/browser-api.ts";
import { ENVIRONMENT, ENVIRONMENTS } from "./agent-words.ts";
import { Choice } from "./choice.tsx";
import { ShownKey } from "./shown-key.tsx";
import { type CreatedKey, type Key, useAgentChange } from "./use-agents.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;
const LIVES = [
  { value: "0", text: "never" },
  { value: String(30 * DAY), text: "in 30 days" },
  { value: String(90 * DAY), text: "in 90 days" },
  { value: String(365 * DAY), text: "in a year" },
];
const OVERLAPS = [
  { value: "0", text: "stop it now" },
  { value: String(HOUR), text: "for an hour" },
  { value: String(DAY), text: "for a day" },
  { value: String(7 * DAY), text: "for a week" },
];

export function CreateKeyDialog({ agent, onClose }: { agent: Agent; onClose: () => void }) {
  const [name, setName] = useState("");
  const [environment, setEnvironment] = useState<Key["environment"]>("prod");
  const [life, setLife] = useState(String(90 * DAY));
  const create = useAgentChange(() =>
    postJson<CreatedKey>(`/agents/${agent.id}/keys`, { name: name.trim(), environment, ...(life !== "0" && { expires_in: Number(life) }) }),
  );
  const missing = name.trim() === "" ? "Name it after where it will live." : null;
  return (
    <KeyForm
      title={create.data ? "Copy the key now" : `New key of ${agent.name}`}
      created={create.data}
      verb="Create key"
      blocked={missing ?? (create.isPending ? "It is being recorded." : null)}
      error={create.error}
      onSend={() => create.mutate(undefined)}
      onClose={onClose}
    >
      <TextField
        label="Name"
        value={name}
        maxLength={80}
        placeholder="ci"
        hint="Where it will live: ci, laptop, worker."
        onChange={(event) => setName(event.target.value)}
      />
      <Choice
        label="Environment"
        value={environment}
        options={ENVIRONMENTS.map((value) => ({ value, text: ENVIRONMENT[value] }))}
        onChange={setEnvironment}
      />
      <Choice label="Expires" value={life} options={LIVES} onChange={setLife} />
    </KeyForm>
  );
}

export function RotateKeyDialog({ agent, of, onClose }: { agent: Agent; of: Key; onClose: () => void }) {
  const [overlap, setOverlap] = useState(String(DAY));
  const rotate = useAgentChange(() => postJson<CreatedKey>(`/agents/${agent.id}/keys/${of.id}/rotate`, { overlap: Number(overlap) }));
  return (
    <KeyForm
      title={rotate.data ? "Copy the new key now" : `Rotate ${of.name}?`}
      created={rotate.data}
      verb={`Rotate ${of.name}`}
      blocked={rotate.isPending ? "It is being recorded." : null}
      error={rotate.error}
      onSend={() => rotate.mutate(undefined)}
      onClose={onClose}
    >
      <p className="text-ink-2">
        A new key of the same name and environment takes its place. What was delegated with the old key ends with it.
      </p>
      <Choice label="The old key works" value={overlap} options={OVERLAPS} onChange={setOverlap} />
    </KeyForm>
  );
}

function KeyForm({
  title,
  created,
  verb,
  blocked,
  error,
  onSend,
  onClose,
  children,
}: {
  title: string;
  created: CreatedKey | undefined;
  verb: string;
  blocked: string | null;
  error: Error | null;
  onSend: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!blocked) onSend();
  };
  return (
    <Dialog open onClose={onClose} place="centre" title={title}>
      <form onSubmit={send} className="flex min-h-0 flex-col">
        <div className="pane flex flex-col gap-4 p-5">
          {created ? <ShownKey apiKey={created.api_key} /> : children}
          {error && <Failed title="It was not made" stillWorks="Nothing changed." error={error} onRetry={onSend} />}
        </div>
        <footer className="flex shrink-0 justify-end gap-2 border-t p-4">
          {created ? (
            <Button look="primary" onClick={onClose}>
              I have copied it
            </Button>
          ) : (
            <>
              <Button onClick={onClose}>Cancel</Button>
              <Button type="submit" look="primary" blocked={blocked}>
                {verb}
              </Button>
            </>
          )}
        </footer>
      </form>
    </Dialog>
  );
}

export function RevokeKeyDialog({ agent, of, onClose }: { agent: Agent; of: Key; onClose: () => void }) {
  const revoke = useAgentChange(() => deleteJson<Key>(`/agents/${agent.id}/keys/${of.id}`));
  const send = () =>
    revoke.mutate(undefined, {
      onSuccess: () => {
        toast(`${of.name} is revoked`, { icon: <GateMark state="idle" /> });
        onClose();
      },
    });
  return (
    <Dialog open onClose={onClose} place="centre" title={`Revoke ${of.name}?`}>
      <div className="flex flex-col gap-3 p-5">
        <p className="text-ink-2">
          It is refused from the next request on, and what was delegated with it ends. This cannot be undone; to replace it without a gap,
          rotate it.
        </p>
        {revoke.error && <Failed title="It was not revoked" stillWorks="The key still works." error={revoke.error} onRetry={send} />}
      </div>
      <footer className="flex justify-end gap-2 border-t p-4">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="destructive" blocked={revoke.isPending ? "It is being recorded." : null} onClick={send}>
          {`Revoke ${of.name}`}
        </Button>
      </footer>
    </Dialog>
  );
}
