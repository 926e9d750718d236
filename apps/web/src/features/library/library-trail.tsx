"use client";

import { Link } from "#components/ui/link.tsx";
import { TopBarPart } from "#features/shell/top-bar-part.tsx";

/** The breadcrumb after the page's name. */
export function LibraryTrail({ title }: { title?: string }) {
  const slash = (
    <span aria-hidden="true" className="text-ink-3">
      /
    </span>
  );
  return (
    <TopBarPart>
      {slash}
      {title === undefined ? (
        <h2 className="min-w-0 truncate text-page font-semibold">Library</h2>
      ) : (
        <>
          <Link href="/policies/library" className="shrink-0 text-page text-ink-2 hover:text-ink hover:underline">
            Library
          </Link>
          {slash}
          <h2 className="min-w-0 truncate text-page font-semibold">{title}</h2>
        </>
      )}
    </TopBarPart>
  );
}
