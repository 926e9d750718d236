"use client";

import clsx from "clsx";
import { useSearchParams } from "next/navigation";
import { RowLink } from "#components/list/row-link.tsx";
import { Diamond } from "#components/ui/diamond.tsx";
import { AgentMark } from "#components/ui/identity.tsx";
import { Link } from "#components/ui/link.tsx";
import { plural } from "#lib/format/text.ts";
import { ExpiresIn, ownName, useStatus } from "./delegation-words.tsx";
import type { Branch, Grant } from "./grow-forest.ts";

/** A tree of delegations as nested lists, which screen readers announce as levels. `focus` is the open delegation. */
export function BranchTree({ branches, focus, label }: { branches: readonly Branch[]; focus: string | null; label: string }) {
  return (
    <ul aria-label={label} className="flex flex-col gap-6">
      {branches.map((branch) => (
        <li key={branch.agent.id}>
          <Link
            href={`/agents/${branch.agent.id}`}
            className="quick inline-flex min-h-9 items-center gap-2.5 rounded-control pr-2 font-medium hover:bg-hover"
          >
            <AgentMark name={branch.agent.name} size={24} />
            {branch.agent.name}
          </Link>
          <Children branches={branch.children} focus={focus} />
        </li>
      ))}
    </ul>
  );
}

function Children({ branches, focus }: { branches: readonly Branch[]; focus: string | null }) {
  if (branches.length === 0) return null;
  return (
    <ul className="ml-[11.5px]">
      {branches.map((branch, index) => (
        <li key={branch.agent.id} className="relative pl-7">
          {/* The lines down to this child, on to the next one, and across to this one. */}
          <span
            aria-hidden="true"
            className={clsx("absolute top-0 left-0 w-px bg-line-strong", index === branches.length - 1 ? "h-[22px]" : "bottom-0")}
          />
          <span aria-hidden="true" className="absolute top-[21px] left-0 h-px w-5 bg-line-strong" />
          {branch.delegation && <Node branch={branch} granted={branch.delegation} focus={focus} />}
          <Children branches={branch.children} focus={focus} />
        </li>
      ))}
    </ul>
  );
}

function Node({ branch, granted, focus }: { branch: Branch; granted: Grant; focus: string | null }) {
  const view = useSearchParams().toString();
  const ended = useStatus(granted) !== "active";
  const here = granted.id === focus;
  return (
    <div
      aria-current={here ? "true" : undefined}
      className={clsx(
        "quick relative -ml-2 flex min-h-11 items-center gap-3 rounded-control px-2",
        here ? "bg-accent-wash [--ground:var(--accent-wash)]" : "hover:bg-hover hover:[--ground:var(--hover)]",
      )}
    >
      <Diamond size={10} hollow={ended} className={here ? "text-accent" : ended ? "text-ink-3" : "text-allow"} />
      <span className="min-w-0 flex-1">
        <RowLink
          href={`/delegations/${granted.id}${view && `?${view}`}`}
          className={clsx("block truncate font-medium", ended && "text-ink-2")}
        >
          {ownName(branch.agent.name)}
        </RowLink>
        <span className="block truncate text-label text-ink-3">
          <span className="font-mono text-[11px]">{granted.capabilities[0]}</span>
          {granted.capabilities.length > 1 && ` and ${plural(granted.capabilities.length - 1, "more", "more")}`}
        </span>
      </span>
      <span className="shrink-0 text-label">
        <ExpiresIn delegation={granted} />
      </span>
    </div>
  );
}
