"use client";

import clsx from "clsx";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";
import { Link } from "#components/ui/link.tsx";
import { useMe } from "#lib/session/session-context.tsx";
import { settingsOf } from "./settings-parts.ts";

/** The navigation of the settings, next to the page, or above it on narrow screens. */
export function SettingsShell({ children }: { children: ReactNode }) {
  const { you } = useMe();
  const pathname = usePathname();
  const row = useRef<HTMLElement>(null);
  // On narrow screens the current item may be outside the visible area.
  useEffect(() => {
    row.current?.querySelector(`[href^="${pathname}"]`)?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [pathname]);
  return (
    <div className="flex min-h-0 flex-1 flex-col desk:flex-row">
      <nav
        ref={row}
        aria-label="Settings"
        className="flex h-12 shrink-0 items-center gap-1 overflow-x-auto border-b px-3 tablet:px-5 desk:h-auto desk:w-[200px] desk:flex-col desk:items-stretch desk:gap-px desk:overflow-y-auto desk:border-r desk:border-b-0 desk:px-3 desk:py-4"
      >
        {settingsOf(you).map((group) => (
          <div key={group.name} className="flex items-center gap-1 desk:mb-4 desk:flex-col desk:items-stretch desk:gap-px">
            <p className="hidden px-2.5 pb-1 text-label text-ink-3 desk:block">{group.name}</p>
            {group.parts.map((part) => {
              const here = pathname === part.href;
              return (
                <Link
                  key={part.href}
                  href={part.href}
                  aria-current={here ? "page" : undefined}
                  className={clsx(
                    "quick flex h-8 shrink-0 items-center rounded-control px-2.5 text-body whitespace-nowrap focus-visible:-outline-offset-2 desk:h-[30px]",
                    here ? "bg-ink/6 font-strong text-ink" : "text-ink-2 hover:bg-ink/4 hover:text-ink",
                  )}
                >
                  {part.name}
                </Link>
              );
            })}
          </div>
        ))}
      </nav>
      <div className="pane min-h-0 min-w-0 flex-1">{children}</div>
    </div>
  );
}
