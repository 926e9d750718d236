"use client";

import type { Creation } from "@agentlattice/contract";
import { Ago } from "#features/agents/presence-line.tsx";

const TYPE: Readonly<Record<Creation["type"], string>> = {
  key: "API key",
  agent_key: "Agent key",
  webhook: "Webhook",
  callback: "Callback",
  grant: "Grant",
};

/** Returns the choice in the form that the API takes. @param kept ids that are not revoked */
export function choiceOf(creations: readonly Creation[], kept: ReadonlySet<string>): "all" | "none" | string[] {
  const revoked = creations.filter(({ id }) => !kept.has(id));
  if (revoked.length === creations.length) return "all";
  return revoked.length === 0 ? "none" : revoked.map(({ id }) => id);
}

/** Lists the keys, webhooks and grants that a person created, to choose which are revoked. All are, unless some are kept. */
export function CreationChoice({
  creations,
  kept,
  onChange,
}: {
  creations: readonly Creation[];
  kept: ReadonlySet<string>;
  onChange: (kept: ReadonlySet<string>) => void;
}) {
  const all = creations.every(({ id }) => !kept.has(id));
  const toggle = (id: string, revoked: boolean) => onChange(new Set(revoked ? [...kept].filter((other) => other !== id) : [...kept, id]));
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-body font-medium">Created by this person</legend>
      <label className="flex items-center gap-2.5">
        <input
          type="checkbox"
          checked={all}
          onChange={({ target }) => onChange(new Set(target.checked ? [] : creations.map(({ id }) => id)))}
          className="size-3.5 shrink-0 accent-accent"
        />
        <span className="font-medium">Revoke all</span>
      </label>
      {creations.map((creation) => (
        <label key={creation.id} className="flex items-start gap-2.5 pl-6">
          <input
            type="checkbox"
            aria-label={`Revoke ${TYPE[creation.type]} ${creation.name}`}
            checked={!kept.has(creation.id)}
            onChange={({ target }) => toggle(creation.id, target.checked)}
            className="mt-[3px] size-3.5 shrink-0 accent-accent"
          />
          <span className="min-w-0 wrap-anywhere">
            {creation.name}
            <span className="block text-label text-ink-3">
              {TYPE[creation.type]}
              {creation.agent && ` of ${creation.agent.name}`}, created <Ago at={creation.created_at} never="" />
            </span>
          </span>
        </label>
      ))}
      {!all && (
        <p className="text-label text-ink-2">
          Kept agent keys and webhooks keep working. A kept API key has no scopes until its creator is a member again.
        </p>
      )}
    </fieldset>
  );
}
