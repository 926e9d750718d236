"use client";

import { type PagePart, PageParts } from "#features/shell/page-parts.tsx";

const PARTS = {
  requests: { href: "/approvals", name: "Requests", permission: "approvals:read" },
  unknown: { href: "/approvals/unknown", name: "Unknown outcomes", permission: "approvals:read" },
  grants: { href: "/approvals/grants", name: "Grants", permission: "grants:read" },
  quality: { href: "/approvals/quality", name: "Quality", permission: "approvals:quality" },
} as const satisfies Record<string, PagePart>;

/** The links between the parts of Approvals. */
export function ApprovalParts({ current }: { current: keyof typeof PARTS }) {
  return <PageParts label="Parts of approvals" parts={Object.values(PARTS)} current={PARTS[current].href} />;
}
