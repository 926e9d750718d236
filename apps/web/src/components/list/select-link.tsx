"use client";

import type { ComponentProps, MouseEvent } from "react";

interface SelectLinkProps extends Omit<ComponentProps<"a">, "onClick" | "onSelect"> {
  /** The address of the item, for another tab. */
  href: string;
  /** Opens the item on this page. */
  onSelect: () => void;
}

const opensElsewhere = ({ metaKey, ctrlKey, shiftKey, altKey }: MouseEvent) => metaKey || ctrlKey || shiftKey || altKey;

/** A link to an item that opens on this page. With a modifier key, the browser follows it as any link. */
export function SelectLink({ href, onSelect, ...rest }: SelectLinkProps) {
  return (
    <a
      {...rest}
      href={href}
      onClick={(click) => {
        if (opensElsewhere(click)) return;
        click.preventDefault();
        onSelect();
      }}
    />
  );
}
