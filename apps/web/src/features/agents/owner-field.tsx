"use client";

import type { Agent } from "@agentlattice/contract";
import { useMembers } from "#features/settings/use-people.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { Choice } from "./choice.tsx";

/** The option for an agent without an owner. */
export const NO_OWNER = "nobody";

interface OwnerFieldProps {
  agent: Pick<Agent, "owner" | "owner_name">;
  /** A user id or `NO_OWNER`. */
  value: string;
  onChange: (owner: string) => void;
}

/** The owner of an agent. People who can read the members may choose any member; others may only choose themselves. */
export function OwnerField(props: OwnerFieldProps) {
  return may(useMe().you, "members:write") ? <AnyMember {...props} /> : <Myself {...props} />;
}

function AnyMember({ agent, value, onChange }: OwnerFieldProps) {
  const { data = [] } = useMembers();
  const isListed = agent.owner === null || data.some(({ id }) => id === agent.owner);
  const options = [
    { value: NO_OWNER, text: "No owner" },
    ...(isListed ? [] : [{ value: agent.owner ?? NO_OWNER, text: agent.owner_name ?? "Current owner" }]),
    ...data.map(({ id, name, email }) => ({ value: id as string, text: name || email })),
  ];
  return <Choice label="Owner" value={value} options={options} onChange={onChange} />;
}

function Myself({ agent, value, onChange }: OwnerFieldProps) {
  const { user } = useMe();
  if (agent.owner === user.id) return null;
  return (
    <label className="flex items-center gap-2.5">
      <input
        type="checkbox"
        checked={value === user.id}
        onChange={(event) => onChange(event.target.checked ? user.id : (agent.owner ?? NO_OWNER))}
        className="size-4 accent-accent"
      />
      Make me the owner
    </label>
  );
}
