"use client";

import { FilterMenu } from "#components/list/filter-menu.tsx";
import { useAllAgents } from "./use-agents.ts";

/** The menu that filters a list by agent. */
export function AgentFilter({ value, onChange }: { value: string | null; onChange: (agent: string | null) => void }) {
  const options = useAllAgents().map(({ id, name }) => ({ value: id, text: name }));
  const text = options.find((option) => option.value === value)?.text ?? "an agent";
  return <FilterMenu label="Agent" value={value} text={text} options={options} onChange={onChange} />;
}
