"use client";

import clsx from "clsx";
import dynamic from "next/dynamic";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { Link } from "#components/ui/link.tsx";
import { LogoMark } from "#components/ui/logo.tsx";
import { useCommandKey } from "#components/ui/use-command-key.ts";
import { LedgerBanner } from "#features/ledger-state/ledger-banner.tsx";
import { useMe } from "#lib/session/session-context.tsx";
import { BottomBar } from "./bottom-bar.tsx";
import { ClosingBar } from "./closing-bar.tsx";
import { EnvironmentBar, EnvironmentFilter } from "./environment-filter.tsx";
import { LiveIndicator, StaleBar } from "./live-indicator.tsx";
import { isOn, pagesOf } from "./pages.ts";
import { Palette } from "./palette.tsx";
import { ShowKeysContext } from "./show-keys.ts";
import { Sidebar } from "./sidebar.tsx";
import { useKeys } from "./single-keys.ts";
import { TopBarSlot } from "./top-bar-part.tsx";
import { useOwnChanges } from "./use-own-changes.ts";
import { useWaitingCount } from "./use-waiting-count.ts";

const HaltBanner = dynamic(() => import("#features/halts/halt-banner.tsx").then((module) => module.HaltBanner), { ssr: false });
const ShortcutSheet = dynamic(() => import("./shortcut-sheet.tsx").then((module) => module.ShortcutSheet), { ssr: false });

/** The frame around every page. Panes scroll on their own; the page does not. Paper shows only the content of the page. */
export function ConsoleShell({ children }: { children: ReactNode }) {
  const [searching, setSearching] = useState(false);
  const [keys, setKeys] = useState(false);
  const commandKey = useCommandKey();
  useKeys({ "?": () => setKeys(true) });
  useOwnChanges();
  useWaitingCount();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      setSearching((open) => !open);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);

  return (
    <div className="relative flex h-dvh flex-col overflow-clip tablet:flex-row print:block print:h-auto print:overflow-visible print:[&>:not(:has(main))]:hidden">
      <a
        href="#content"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-control bg-accent px-3 py-1.5 text-[13px] font-medium text-on-accent focus:translate-y-0"
      >
        Skip to content
      </a>
      <Sidebar onSearch={() => setSearching(true)} commandKey={commandKey} />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface print:block print:[&>:not(main)]:hidden">
        <HaltBanner />
        <TopBar />
        <EnvironmentBar />
        <ClosingBar />
        <StaleBar />
        <LedgerBanner />
        <main id="content" tabIndex={-1} className="flex min-h-0 flex-1 flex-col outline-none print:block">
          <ShowKeysContext value={() => setKeys(true)}>{children}</ShowKeysContext>
        </main>
      </div>
      <BottomBar onSearch={() => setSearching(true)} />
      {keys && <ShortcutSheet open onClose={() => setKeys(false)} />}
      {searching && <Palette onClose={() => setSearching(false)} onKeys={() => setKeys(true)} />}
    </div>
  );
}

function TopBar() {
  const pathname = usePathname();
  const me = useMe();
  const page = pagesOf(me).find((one) => isOn(pathname, one));
  const name = page?.name ?? "AgentLattice";
  const isHidden = /^\/approvals\/apr_/.test(pathname);
  return (
    <header
      className={clsx(
        "group min-h-[52px] shrink-0 items-center max-tablet:has-[nav]:flex-wrap max-tablet:has-[nav]:pt-[calc(8px+env(safe-area-inset-top))] justify-between gap-2 border-b-0 px-4 pt-[env(safe-area-inset-top)] tablet:gap-4 tablet:border-b tablet:px-6 desk:flex",
        isHidden ? "hidden" : "flex",
      )}
    >
      <div className="flex items-center gap-2.5">
        <span className="tablet:hidden">
          <LogoMark size={22} />
        </span>
        {/* Lighter and smaller when a detail heading follows it. */}
        <h1 className="text-[20px] leading-7 font-semibold tracking-[-0.02em] group-has-[h2]:text-page group-has-[h2]:font-normal group-has-[h2]:text-ink-2 tablet:text-page">
          {page && page.href !== pathname ? (
            <Link href={page.href} className="quick rounded-chip hover:text-ink">
              {name}
            </Link>
          ) : (
            name
          )}
        </h1>
      </div>
      <TopBarSlot />
      <div className="tablet:hidden">
        <EnvironmentFilter as="chip" />
      </div>
      <LiveIndicator />
    </header>
  );
}
