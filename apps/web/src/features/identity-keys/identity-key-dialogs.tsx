"use client";

import type { Agent, IdentityKey } from "@agentlattice/contract";
import { useState } from "react";
import { toast } from "sonner";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { Choice } from "#features/agents/choice.tsx";
import { OVERLAPS, USUAL_OVERLAP } from "#features/keys/overlaps.ts";
import { api } from "#lib/api/browser-api.ts";
import { shortId } from "#lib/format/text.ts";
import { findKeyProblem } from "./key-state.ts";
import { useIdentityKeyChange } from "./use-identity-keys.ts";

/** Registers the public key of an agent: the first one, another one, or the one that replaces `replaced`. */
export function RegisterDialog({ agent, replaced, onClose }: { agent: Agent; replaced: IdentityKey | null; onClose: () => void }) {
  const [text, setText] = useState("");
  const [overlap, setOverlap] = useState(USUAL_OVERLAP);
  const register = useIdentityKeyChange(() => {
    const public_key = text.trim();
    return replaced
      ? api.rotateIdentityKey({ params: { id: agent.id, key_id: replaced.id }, body: { public_key, overlap: Number(overlap) } })
      : api.registerIdentityKey({ params: { id: agent.id }, body: { public_key } });
  });
  const done = ({ id }: IdentityKey) => {
    toast(`Registered ${shortId(id)}`, { icon: <GateMark state="allow" /> });
    onClose();
  };
  const problem = findKeyProblem(text);
  const verb = replaced ? "Rotate key" : "Register key";
  return (
    <FormDialog
      title={replaced ? `Rotate ${shortId(replaced.id)}?` : `Register an identity key of ${agent.name}?`}
      verb={verb}
      blocked={problem}
      busy={register.isPending}
      error={register.error}
      failed="The key was not registered"
      stillWorks="Nothing changed."
      onSend={() => register.mutate(undefined, { onSuccess: done })}
      onClose={onClose}
    >
      <p className="text-ink-2">
        {replaced
          ? "The new key has a sequence of its own."
          : "From then on, submissions of this agent and of agents below it are refused without a signed statement. This cannot be undone."}
      </p>
      <TextField
        label="Public key"
        mono
        data-first-focus
        value={text}
        maxLength={60}
        autoComplete="off"
        spellCheck={false}
        hint="Ed25519, 32 bytes as base64. agentlattice agents keygen prints it. The private key stays with the agent."
        error={text === "" ? null : problem}
        onChange={(event) => setText(event.target.value)}
      />
      {replaced && <Choice label="The old key keeps working" value={overlap} options={OVERLAPS} onChange={setOverlap} />}
    </FormDialog>
  );
}

/** Asks for confirmation, then revokes an identity key. */
export function RevokeDialog({ agent, revoked, onClose }: { agent: Agent; revoked: IdentityKey; onClose: () => void }) {
  const name = shortId(revoked.id);
  const revoke = useIdentityKeyChange(() => api.revokeIdentityKey({ params: { id: agent.id, key_id: revoked.id } }));
  const done = () => {
    toast(`Revoked ${name}`, { icon: <GateMark state="idle" /> });
    onClose();
  };
  return (
    <FormDialog
      title={`Revoke ${name}?`}
      verb={`Revoke ${name}`}
      variant="destructive"
      busy={revoke.isPending}
      error={revoke.error}
      failed="The key was not revoked"
      stillWorks="The key still works."
      onSend={() => revoke.mutate(undefined, { onSuccess: done })}
      onClose={onClose}
    >
      <p className="text-ink-2">
        Statements of this key are refused from now on. Without another key the agent stays refused until you register one. This cannot be
        undone. To replace the key without downtime, rotate it.
      </p>
    </FormDialog>
  );
}
