import { ArrowLeft, X } from "lucide-react";
import { Link } from "#components/ui/link.tsx";

/** A link back to the list, on screens where the detail replaces the list. */
export function BackBar({ href, to }: { href: string; to: string }) {
  return (
    <div className="flex h-12 shrink-0 items-center border-b px-4 tablet:px-6 wide:hidden">
      <Link
        href={href}
        className="quick -ml-2 inline-flex h-8 items-center gap-2 rounded-control px-2 text-label text-ink-2 hover:bg-hover hover:text-ink"
      >
        <ArrowLeft size={15} strokeWidth={1.75} aria-hidden="true" />
        {to}
      </Link>
    </div>
  );
}

/** A link that closes the detail next to a list. */
export function CloseLink({ href, to }: { href: string; to: string }) {
  return (
    <Link
      href={href}
      aria-label={to}
      className="quick -mr-2 hidden size-8 items-center justify-center rounded-control text-ink-2 hover:bg-hover hover:text-ink wide:inline-flex"
    >
      <X size={16} strokeWidth={1.75} aria-hidden="true" />
    </Link>
  );
}
