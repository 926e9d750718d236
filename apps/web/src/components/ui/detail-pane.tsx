"use client";

import clsx from "clsx";
import type { ReactNode } from "react";
import { CloseButton } from "./close-button.tsx";
import { Dialog } from "./dialog.tsx";
import { useWide } from "./use-wide.ts";

const WIDTHS = { detail: "w-[420px] ultra:w-[480px]", node: "w-[348px]" } as const;

interface DetailPaneProps {
  /** The name of the region next to the list. */
  label: string;
  /** Names what is open, at the top of the pane and of the sheet. */
  title: string;
  width?: keyof typeof WIDTHS;
  /** Buttons before Close in the pane. */
  tools?: ReactNode;
  onClose: () => void;
  /** Scrolls by itself. */
  children: ReactNode;
}

/** The detail of a selected item: a pane next to the list if the window is wide, otherwise a sheet over it. */
export function DetailPane({ label, title, width = "detail", tools, onClose, children }: DetailPaneProps) {
  const isWide = useWide();
  if (!isWide)
    return (
      <Dialog open onClose={onClose} title={title} placement="side">
        {children}
      </Dialog>
    );
  return (
    <section aria-label={label} className={clsx("flex min-h-0 shrink-0 flex-col border-l", WIDTHS[width])}>
      <header className="flex h-11 shrink-0 items-center pr-3 pl-6">
        <p className="tnum mr-auto min-w-0 truncate text-label text-ink-3">{title}</p>
        {tools}
        <CloseButton onClick={onClose} />
      </header>
      {children}
    </section>
  );
}

const SIDE_WIDTHS = { settings: "w-[400px] px-5", results: "w-[452px] px-6" } as const;

interface SidePaneProps {
  /** Names what is shown. */
  title: string;
  width: keyof typeof SIDE_WIDTHS;
  onClose: () => void;
  children: ReactNode;
}

/** The detail of an item: next to its list if the window is wide, where it scrolls with the page and stays open, otherwise a sheet. */
export function SidePane({ title, width, onClose, children }: SidePaneProps) {
  const isWide = useWide();
  if (isWide)
    return (
      <section aria-label={title} className={clsx("shrink-0 border-l py-4", SIDE_WIDTHS[width])}>
        {children}
      </section>
    );
  return (
    <Dialog open onClose={onClose} title={title} placement="side">
      <div className="pane min-h-0 flex-1 p-5">{children}</div>
    </Dialog>
  );
}
