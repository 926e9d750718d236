"use client";

import clsx from "clsx";
import { Search } from "lucide-react";
import { usePathname } from "next/navigation";
import { Diamond } from "#components/ui/diamond.tsx";
import { KeyHint } from "#components/ui/kbd.tsx";
import { Link } from "#components/ui/link.tsx";
import { usePendingCount } from "#features/approvals/use-approvals.ts";
import { formatCount } from "#lib/format/text.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { EnvironmentFilter } from "./environment-filter.tsx";
import { OrgSwitcher } from "./org-switcher.tsx";
import { type ConsolePage, isOn, pagesOf } from "./pages.ts";
import { Seal } from "./seal.tsx";
import { UserMenu } from "./user-menu.tsx";

/** The sidebar: 224 px wide, a 56 px rail below 900 px, and replaced by the bottom bar below 640 px. */
export function Sidebar({ onSearch, commandKey }: { onSearch: () => void; commandKey: string }) {
  const me = useMe();
  return (
    <aside aria-label="Console" className="hidden w-14 shrink-0 flex-col border-r bg-canvas tablet:flex desk:w-56">
      <OrgSwitcher />
      <div className="px-3">
        <button
          type="button"
          onClick={onSearch}
          className="quick flex h-8 w-full items-center justify-center gap-1.5 rounded-control border-line-strong text-[13px] leading-5 text-ink-3 hover:bg-hover desk:justify-start desk:border desk:bg-surface desk:pr-1 desk:pl-2"
        >
          <Search size={15} strokeWidth={1.75} aria-hidden="true" className="shrink-0" />
          <span className="sr-only flex-1 text-left desk:not-sr-only desk:truncate">Search or jump to</span>
          <span className="hidden desk:block">
            <KeyHint>{`${commandKey} K`}</KeyHint>
          </span>
        </button>
      </div>
      <div className="mt-2 px-3">
        <EnvironmentFilter as="row" />
      </div>
      <nav aria-label="Pages" className="pane mt-2.5 flex flex-1 flex-col gap-px px-3">
        {pagesOf(me).map((page) => (
          <NavItem key={page.href} page={page} />
        ))}
      </nav>
      <div className="hidden desk:block">
        <Seal />
      </div>
      <Link
        href="/audit"
        aria-label="Ledger head"
        className="flex h-12 items-center justify-center border-t text-accent focus-visible:-outline-offset-2 desk:hidden"
      >
        <Diamond size={10} />
      </Link>
      <div className="border-t">
        <div className="hidden desk:block">
          <UserMenu as="full" />
        </div>
        <div className="desk:hidden">
          <UserMenu as="mark" />
        </div>
      </div>
    </aside>
  );
}

function NavItem({ page }: { page: ConsolePage }) {
  const here = isOn(usePathname(), page);
  const Icon = page.icon;
  return (
    <Link
      href={page.href}
      aria-current={here ? "page" : undefined}
      className={clsx(
        page.isAtBottom && "mt-auto mb-3",
        "quick relative flex h-[30px] shrink-0 items-center justify-center gap-2.5 rounded-control text-[13px] leading-5 desk:justify-start desk:px-2.5",
        here ? "bg-ink/6 font-strong text-ink" : "text-ink-2 hover:bg-ink/4 hover:text-ink",
      )}
    >
      <Icon size={16} strokeWidth={1.6} aria-hidden="true" className={clsx("shrink-0", here && "text-accent-text")} />
      <span className="sr-only desk:not-sr-only desk:flex-1">{page.name}</span>
      {page.href === "/approvals" && <PendingCount />}
    </Link>
  );
}

/** The number of pending approvals. The rail shows it as a badge. */
export function PendingCount() {
  const count = usePendingCount();
  if (!count) return null;
  return (
    <span className="tnum absolute -top-0.5 -right-1 rounded-chip bg-hold-wash px-1 text-[10px] leading-4 font-semibold text-hold desk:static desk:bg-transparent desk:px-0 desk:text-label">
      {formatCount(count)}
      <span className="sr-only"> pending</span>
    </span>
  );
}
