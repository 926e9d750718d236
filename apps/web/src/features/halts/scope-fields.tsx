"use client";

import type { Agent, HaltScope } from "@agentlattice/contract";
import { ACTION_PATTERN } from "@agentlattice/core/action-pattern";
import { RadioList } from "#components/ui/radio-list.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { Choice } from "#features/agents/choice.tsx";
import { ENVIRONMENT_NAME, ENVIRONMENTS } from "#lib/environment/environment.tsx";

/** The scope as entered. Fields of the other kinds keep their values. */
export interface ScopeDraft {
  readonly kind: "agent" | "action" | "environment" | "organisation";
  readonly agent: string;
  readonly pattern: string;
  readonly environment: string;
}

const KINDS = [
  { value: "agent", text: "Agent", note: "One agent and its delegates" },
  { value: "action", text: "Action pattern", note: "Every agent, matching actions" },
  { value: "environment", text: "Environment", note: "Production, staging or development" },
  { value: "organisation", text: "Organisation", note: "All agents, all actions" },
] as const;

/** Returns the scope, or null while it is incomplete. */
export function toScope({ kind, agent, pattern, environment }: ScopeDraft): HaltScope | null {
  const known = ENVIRONMENTS.find((one) => one === environment);
  switch (kind) {
    case "organisation":
      return { organisation: true };
    case "agent":
      return agent === "" ? null : { agent };
    case "environment":
      return known ? { environment: known } : null;
    case "action":
      return ACTION_PATTERN.test(pattern) ? { action: pattern, ...(known ? { environment: known } : {}) } : null;
  }
}

interface ScopeFieldsProps {
  draft: ScopeDraft;
  agents: readonly Agent[];
  onChange: (draft: ScopeDraft) => void;
}

/** The fields that choose what to halt. */
export function ScopeFields({ draft, agents, onChange }: ScopeFieldsProps) {
  const { kind, agent, pattern, environment } = draft;
  const isInvalid = pattern !== "" && !ACTION_PATTERN.test(pattern);
  return (
    <>
      <RadioList label="Scope" value={kind} options={KINDS} onChange={(next) => onChange({ ...draft, kind: next })} />
      {kind === "agent" && (
        <Choice
          label="Agent"
          value={agent}
          options={[{ value: "", text: "Choose an agent" }, ...agents.map(({ id, name }) => ({ value: id, text: name }))]}
          onChange={(next) => onChange({ ...draft, agent: next })}
        />
      )}
      {kind === "action" && (
        <TextField
          label="Action pattern"
          mono
          value={pattern}
          placeholder="refund.*"
          maxLength={128}
          hint="An action, prefix.* or *"
          error={isInvalid ? "Enter an action such as refund.issue, a pattern such as refund.*, or *." : null}
          onChange={(event) => onChange({ ...draft, pattern: event.target.value.trim() })}
        />
      )}
      {(kind === "action" || kind === "environment") && (
        <Choice
          label="Environment"
          value={environment}
          options={[
            { value: "", text: kind === "action" ? "All environments" : "Choose an environment" },
            ...ENVIRONMENTS.map((value) => ({ value: value as string, text: ENVIRONMENT_NAME[value] })),
          ]}
          onChange={(next) => onChange({ ...draft, environment: next })}
        />
      )}
    </>
  );
}
