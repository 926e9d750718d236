"use client";

import { Link } from "#components/ui/link.tsx";

/** A link to a standing grant. */
export function GrantLink({ id, children }: { id: string; children: string }) {
  return (
    <Link href={`/approvals/grants?grant=${id}`} className="font-medium text-accent-text underline">
      {children}
    </Link>
  );
}
