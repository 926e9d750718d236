"use client";

import clsx from "clsx";
import { Check } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { type ReactNode, useEffect, useRef } from "react";
import { PopupAnchor } from "./popup-anchor.tsx";

const ITEM =
  "flex h-8 cursor-default items-center gap-2.5 rounded-control px-2 text-[13px] leading-5 text-ink outline-none select-none data-[highlighted]:bg-hover dark:data-[highlighted]:bg-line";

export interface MenuPopupProps {
  /** The button that opened the menu. It receives the focus when the menu closes. */
  anchor: HTMLElement;
  /** True if the menu was opened with the keyboard. The first item then receives the focus. */
  byKeyboard: boolean;
  side: "top" | "bottom";
  align: "start" | "end";
  onClose: () => void;
  children: ReactNode;
}

/** An open menu. Its code is loaded when the first menu of a page is about to open. */
export function MenuPopup({ anchor, byKeyboard, side, align, onClose, children }: MenuPopupProps) {
  const content = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!byKeyboard) return;
    const frame = requestAnimationFrame(() => content.current?.querySelector<HTMLElement>("[role^=menuitem]")?.focus());
    return () => cancelAnimationFrame(frame);
  }, [byKeyboard]);
  return (
    <DropdownMenu.Root open onOpenChange={(open) => !open && onClose()}>
      <DropdownMenu.Trigger asChild>
        <PopupAnchor anchor={anchor} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          ref={content}
          aria-labelledby={anchor.id}
          side={side}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            anchor.focus();
          }}
          className="z-50 max-h-[min(420px,var(--radix-dropdown-menu-content-available-height))] min-w-48 animate-enter overflow-y-auto rounded-popover border border-edge-raised bg-raised p-1 shadow-pop"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

export interface MenuItemProps {
  icon?: ReactNode;
  onSelect: () => void;
  children: ReactNode;
}

export function PopupItem({ icon, onSelect, children }: MenuItemProps) {
  return (
    <DropdownMenu.Item className={ITEM} onSelect={onSelect}>
      {icon}
      {children}
    </DropdownMenu.Item>
  );
}

export interface MenuChoicesProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; text: ReactNode }[];
  onChange: (value: T) => void;
}

export function PopupChoices({ label, value, options, onChange }: MenuChoicesProps<string>) {
  return (
    <DropdownMenu.RadioGroup value={value} onValueChange={onChange}>
      <DropdownMenu.Label className="px-2 pt-1.5 pb-1 text-label text-ink-3">{label}</DropdownMenu.Label>
      {options.map((option) => (
        <DropdownMenu.RadioItem key={option.value} value={option.value} className={clsx(ITEM, "justify-between")}>
          {option.text}
          <DropdownMenu.ItemIndicator>
            <Check size={14} strokeWidth={2} aria-hidden="true" className="text-accent-text" />
          </DropdownMenu.ItemIndicator>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

export function PopupSeparator() {
  return <DropdownMenu.Separator className="-mx-1 my-1 h-px bg-line" />;
}
