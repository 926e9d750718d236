"use client";

import { Tooltip as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { PopupAnchor } from "./popup-anchor.tsx";

export interface TooltipBubbleProps {
  id: string;
  anchor: HTMLElement;
  text: ReactNode;
  side: "top" | "right" | "bottom" | "left";
  onClose: () => void;
}

/** The text of a visible tooltip. Its code is loaded with the first tooltip. */
export function TooltipBubble({ id, anchor, text, side, onClose }: TooltipBubbleProps) {
  return (
    <Radix.Provider>
      <Radix.Root open onOpenChange={(open) => !open && onClose()}>
        <Radix.Trigger asChild>
          <PopupAnchor anchor={anchor} />
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            id={id}
            side={side}
            sideOffset={6}
            collisionPadding={8}
            className="z-50 max-w-80 animate-appear rounded-control border border-edge-raised bg-raised px-2.5 py-1.5 text-label break-words text-ink shadow-pop"
          >
            {text}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  );
}
