"use client";

import clsx from "clsx";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useState } from "react";
import { CloseButton } from "./close-button.tsx";

/**
 * Moves the focus to the field with `data-first-focus`, otherwise to the first field of a form. Dialogs without fields keep the focus on
 * Close.
 */
function startAtField(event: Event): void {
  const { target } = event;
  if (!(target instanceof Element)) return;
  const field =
    target.querySelector<HTMLElement>("[data-first-focus]") ??
    target.querySelector<HTMLElement>("input:not([hidden]):not([readonly]), select, textarea");
  if (!field) return;
  event.preventDefault();
  field.focus();
}

export interface DialogWindowProps {
  title: string;
  /** `centre` is a dialog, `wide` a dialog with room for code that fills a phone, `side` a sheet at the right edge. */
  placement: "centre" | "wide" | "side";
  onClose: () => void;
  children: ReactNode;
}

/** An open dialog. Closing it returns the focus to the element that had it before, unless another element took it. */
export function DialogWindow({ title, placement, onClose, children }: DialogWindowProps) {
  // The server renders a page whose URL opens a dialog, where there is no document.
  const [opener] = useState(() => (typeof document === "undefined" ? null : document.activeElement));
  return (
    <Radix.Root open onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          onOpenAutoFocus={startAtField}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (document.activeElement === document.body && opener instanceof HTMLElement) opener.focus();
          }}
          className={clsx(
            "fixed z-40 flex animate-enter flex-col border-edge-raised bg-raised text-ink shadow-dialog focus-visible:outline-none",
            placement === "centre" && "inset-x-4 top-[14vh] mx-auto max-h-[72vh] max-w-[420px] rounded-palette border",
            placement === "wide" &&
              "inset-x-4 top-[6vh] mx-auto max-h-[80vh] max-w-[760px] rounded-palette border max-tablet:inset-0 max-tablet:max-h-none max-tablet:rounded-none max-tablet:border-0",
            placement === "side" && "inset-y-0 right-0 w-full max-w-[420px] border-l",
          )}
        >
          <header className="flex min-h-[52px] shrink-0 items-center justify-between gap-2 border-b py-2 pr-3 pl-5">
            <Radix.Title className="text-page font-semibold">{title}</Radix.Title>
            <Radix.Close asChild>
              <CloseButton />
            </Radix.Close>
          </header>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
