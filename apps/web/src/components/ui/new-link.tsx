import { Plus } from "lucide-react";
import { KeyHint } from "./kbd.tsx";
import { LinkButton } from "./link-button.tsx";

/** The create link of a list, in the top bar. The key N opens it too. */
export function NewLink({ href, children }: { href: string; children: string }) {
  return (
    <LinkButton href={href} variant="primary" size="bar">
      <Plus size={15} strokeWidth={1.75} aria-hidden="true" />
      <span className="max-desk:sr-only">{children}</span>
      <span className="max-desk:hidden">
        <KeyHint tone="on-accent">N</KeyHint>
      </span>
    </LinkButton>
  );
}
