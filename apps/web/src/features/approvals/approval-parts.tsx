"use client";

import clsx from "clsx";
import { Link } from "#components/ui/link.tsx";
import { TopBarPart } from "#features/shell/top-bar-part.tsx";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";

const PARTS = [
  { part: "requests", href: "/approvals", name: "Requests", permission: "approvals:read" },
  { part: "grants", href: "/approvals/grants", name: "Grants", permission: "grants:read" },
  { part: "quality", href: "/approvals/quality", name: "Quality", permission: "approvals:quality" },
] as const;

/** The links between the parts of Approvals, in the top bar. */
export function ApprovalParts({ current }: { current: (typeof PARTS)[number]["part"] }) {
  const { you } = useMe();
  return (
    <TopBarPart>
      <nav aria-label="Parts of approvals" className="flex items-center gap-4 tablet:ml-2">
        {PARTS.filter(({ permission }) => may(you, permission)).map(({ part, href, name }) => (
          <Link
            key={part}
            href={href}
            aria-current={part === current ? "page" : undefined}
            className={clsx(
              "quick flex min-h-11 items-center rounded-chip text-body",
              part === current ? "font-strong text-ink max-tablet:hidden" : "text-ink-2 hover:text-ink",
            )}
          >
            {name}
          </Link>
        ))}
      </nav>
    </TopBarPart>
  );
}
