"use client";

import type { ReactNode } from "react";
import { type PagePart, PageParts } from "#features/shell/page-parts.tsx";

const PARTS = {
  agents: { href: "/agents", name: "List", permission: "agents:read" },
  halts: { href: "/agents/halts", name: "Halts", permission: "halts:read" },
  drills: { href: "/agents/drills", name: "Drills", permission: "drills:read" },
} as const satisfies Record<string, PagePart>;

/** The links between the parts of Agents, and the buttons of the current part. */
export function AgentParts({ current, children }: { current: keyof typeof PARTS; children?: ReactNode }) {
  return (
    <PageParts label="Parts of agents" parts={Object.values(PARTS)} current={PARTS[current].href}>
      {children}
    </PageParts>
  );
}
