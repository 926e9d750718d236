"use client";

import type { Agent } from "@agentlattice/contract";
import { useMembers } from "#features/settings/use-people.ts";
import { useMe } from "#features/shell/session-context.tsx";
import { may } from "#lib/session/may.ts";
import { Choice } from "./choice.tsx";

/** The owner of an agent that has none. */
export const NOBODY = "nobody";

interface OwnerFieldProps {
  agent: Pick<Agent, "owner" | "owner_name">;
  /** A user's id or `NOBODY`. */
  value: string;
  onChange: (owner: string) => void;
}

/** Who answers for an agent: any member for those who see the members, oneself for the others. */
export function OwnerField(props: OwnerFieldProps) {
  return may(useMe().role, "members:write") ? <AnyMember {...props} /> : <Myself {...props} />;
}

function AnyMember({ agent, value, onChange }: OwnerFieldProps) {
  const { data = [] } = useMembers();
  const known = agent.owner === null || data.some(({ id }) => id === agent.owner);
  const options = [
    { value: NOBODY, text: "Nobody" },
    ...(known ? [] : [{ value: agent.owner ?? NOBODY, text: agent.owner_name ?? "Its owner now" }]),
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
        onChange={(event) => onChange(event.target.checked ? user.id : (agent.owner ?? NOBODY))}
        className="size-4 accent-accent"
      />
      Make me its owner
    </label>
  );
}
