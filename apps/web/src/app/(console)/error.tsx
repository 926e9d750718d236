"use client";

import { PageFailed } from "#features/shell/page-failed.tsx";

/** Replaces a page that failed. The navigation around it keeps working. */
export default function ConsoleErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return <PageFailed digest={error.digest} onRetry={reset} />;
}
