"use client";

import { PageFailed } from "#features/shell/page-failed.tsx";

/** Stands where the page would: the navigation around it goes on working. */
export default function ConsoleErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return <PageFailed digest={error.digest} onRetry={reset} />;
}
