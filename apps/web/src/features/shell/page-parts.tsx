"use client";

import type { Permission } from "@agentlattice/contract";
import clsx from "clsx";
import type { ReactNode } from "react";
import { Link } from "#components/ui/link.tsx";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { TopBarPart } from "./top-bar-part.tsx";

export interface PagePart {
  readonly href: string;
  readonly name: string;
  readonly permission: Permission;
}

/** The links between the parts of a page, and the buttons of the current part, in the top bar. */
export function PageParts({
  label,
  parts,
  current,
  children,
}: {
  label: string;
  parts: readonly PagePart[];
  /** Path of the current part. */
  current: string;
  children?: ReactNode;
}) {
  const { you } = useMe();
  return (
    <TopBarPart>
      <nav
        aria-label={label}
        className="flex min-w-0 items-center gap-3 overflow-x-auto max-tablet:-mx-1 max-tablet:px-1 tablet:ml-1 tablet:shrink-0 tablet:gap-4 tablet:px-1"
      >
        {parts
          .filter(({ permission }) => may(you, permission))
          .map(({ href, name }) => (
            <Link
              key={href}
              href={href}
              aria-current={href === current ? "page" : undefined}
              className={clsx(
                "quick flex min-h-9 items-center tablet:min-h-11 rounded-chip text-body whitespace-nowrap",
                href === current ? "font-strong text-ink" : "text-ink-2 hover:text-ink",
              )}
            >
              {name}
            </Link>
          ))}
      </nav>
      {children && <div className="ml-auto flex items-center gap-2">{children}</div>}
    </TopBarPart>
  );
}
