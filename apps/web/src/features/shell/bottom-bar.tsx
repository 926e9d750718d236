"use client";

import clsx from "clsx";
import { Search } from "lucide-react";
import { usePathname } from "next/navigation";
import { Link } from "#components/ui/link.tsx";
import { useMe } from "#lib/session/session-context.tsx";
import { isOn, pagesOf } from "./pages.ts";
import { PendingCount } from "./sidebar.tsx";
import { UserMenu } from "./user-menu.tsx";

const TAB = "relative flex flex-1 flex-col items-center justify-center gap-1 text-[11px] leading-4 focus-visible:-outline-offset-2";

/** The navigation on phones. It is hidden while an approval is open, because the decision bar takes its place. */
export function BottomBar({ onSearch }: { onSearch: () => void }) {
  const pathname = usePathname();
  const me = useMe();
  if (/^\/approvals\/apr_/.test(pathname)) return null;
  const phonePages = pagesOf(me).filter((page) => page.phone);
  return (
    <nav
      aria-label="Pages"
      className="flex h-[calc(60px+env(safe-area-inset-bottom))] shrink-0 border-t bg-surface pb-[env(safe-area-inset-bottom)] tablet:hidden"
    >
      {phonePages.map((page) => {
        const here = isOn(pathname, page);
        const Icon = page.icon;
        return (
          <Link
            key={page.href}
            href={page.href}
            aria-current={here ? "page" : undefined}
            className={clsx(TAB, here ? "font-medium text-accent-text" : "text-ink-2")}
          >
            <span className="relative">
              <Icon size={20} strokeWidth={1.6} aria-hidden="true" />
              {page.href === "/approvals" && (
                <span className="absolute -top-1 -right-3">
                  <PendingCount />
                </span>
              )}
            </span>
            {page.name}
          </Link>
        );
      })}
      <button type="button" onClick={onSearch} className={clsx(TAB, "text-ink-2")}>
        <Search size={20} strokeWidth={1.6} aria-hidden="true" />
        Search
      </button>
      <UserMenu as="tab" />
    </nav>
  );
}
