"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Button } from "#components/ui/button.tsx";
import { MessageBody } from "#components/ui/message.tsx";

/** Replaces the content of a page that failed while rendering. The navigation around it keeps working. */
export function PageFailed({ digest, onRetry }: { digest: string | undefined; onRetry: () => void }) {
  const queries = useQueryClient();
  const retry = () => {
    // The response that the page failed on may still be cached.
    queries.removeQueries({ type: "inactive" });
    onRetry();
  };
  return (
    <div role="alert" className="pane flex min-h-0 flex-1 px-6">
      <MessageBody
        mark="deny"
        title="This page failed"
        heading="h2"
        action={
          <Button variant="primary" onClick={retry}>
            Retry
          </Button>
        }
      >
        The console failed, not the API. No decision was made, and pending requests stay pending. The other pages still work.
        {digest && <span className="mt-2 block font-mono text-code text-ink-3">{digest}</span>}
      </MessageBody>
    </div>
  );
}
