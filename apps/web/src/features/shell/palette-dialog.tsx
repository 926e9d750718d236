"use client";

import clsx from "clsx";
import { Dialog } from "radix-ui";
import { PaletteBody, type PaletteBodyProps } from "./palette-body.tsx";
import { PALETTE_PANEL, PALETTE_TITLE } from "./palette-field.tsx";

interface PaletteDialogProps extends PaletteBodyProps {
  /** The element that receives the focus when the palette closes. */
  opener: HTMLElement | null;
  fadesIn: boolean;
}

/** The open palette. Its code is loaded when the palette first opens. */
export function PaletteDialog({ opener, fadesIn, ...body }: PaletteDialogProps) {
  return (
    <Dialog.Root open onOpenChange={(next) => !next && body.onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className={clsx("fixed inset-0 z-40 bg-scrim", fadesIn && "animate-appear")} />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            opener?.focus();
          }}
          className={clsx(PALETTE_PANEL, fadesIn && "animate-enter")}
        >
          <Dialog.Title className="sr-only">{PALETTE_TITLE}</Dialog.Title>
          <PaletteBody {...body} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
