"use client";

import {
  type ComponentProps,
  createContext,
  type KeyboardEvent,
  lazy,
  type MouseEvent,
  type ReactNode,
  Suspense,
  use,
  useId,
  useState,
} from "react";
import type { MenuChoicesProps, MenuItemProps } from "./menu-popup.tsx";
import { Slot } from "./slot.tsx";

const load = () => import("./menu-popup.tsx");
const Popup = lazy(() => load().then((module) => ({ default: module.MenuPopup })));
const Item = lazy(() => load().then((module) => ({ default: module.PopupItem })));
const Choices = lazy(() => load().then((module) => ({ default: module.PopupChoices })));
const Separator = lazy(() => load().then((module) => ({ default: module.PopupSeparator })));

interface Opened {
  readonly anchor: HTMLElement;
  readonly byKeyboard: boolean;
}

const MenuContext = createContext<{ opened: Opened | null; setOpened: (opened: Opened | null) => void } | null>(null);

function useMenu() {
  const menu = use(MenuContext);
  if (!menu) throw new Error("MenuRoot is missing");
  return menu;
}

/** A button and the menu that it opens. */
export function MenuRoot({ children }: { children: ReactNode }) {
  const [opened, setOpened] = useState<Opened | null>(null);
  return <MenuContext value={{ opened, setOpened }}>{children}</MenuContext>;
}

/** The button that opens the menu. With `asChild`, the child is the button. */
export function MenuTrigger({ asChild = false, children, ...rest }: ComponentProps<"button"> & { asChild?: boolean }) {
  const { opened, setOpened } = useMenu();
  const id = useId();
  const open = (anchor: HTMLElement, byKeyboard: boolean) => setOpened({ anchor, byKeyboard });
  const props = {
    ...rest,
    id,
    "aria-haspopup": "menu",
    "aria-expanded": opened !== null,
    onPointerEnter: () => void load(),
    onFocus: () => void load(),
    // Enter and Space cause a click with `detail` 0.
    onClick: (event: MouseEvent<HTMLElement>) => open(event.currentTarget, event.detail === 0),
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      if (event.key !== "ArrowDown") return;
      event.preventDefault();
      open(event.currentTarget, true);
    },
  } as const;
  if (asChild) return <Slot {...props}>{children}</Slot>;
  return (
    <button type="button" {...props}>
      {children}
    </button>
  );
}

interface MenuContentProps {
  children: ReactNode;
  side?: "top" | "bottom";
  align?: "start" | "end";
}

export function MenuContent({ children, side = "bottom", align = "start" }: MenuContentProps) {
  const { opened, setOpened } = useMenu();
  if (!opened) return null;
  return (
    <Suspense>
      <Popup {...opened} side={side} align={align} onClose={() => setOpened(null)}>
        {children}
      </Popup>
    </Suspense>
  );
}

export function MenuItem(props: MenuItemProps) {
  return <Item {...props} />;
}

/** A group of radio items in a menu. */
export function MenuChoices<T extends string>({ onChange, ...rest }: MenuChoicesProps<T>) {
  // Radix passes the value of one of the options.
  return <Choices {...rest} onChange={(value) => onChange(value as T)} />;
}

export function MenuSeparator() {
  return <Separator />;
}
