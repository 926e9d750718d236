"use client";

import { ButtonFace } from "#components/ui/button-face.tsx";
import { Wordmark } from "#components/ui/logo.tsx";
import { Message } from "#components/ui/message.tsx";

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <Message
      head={<Wordmark />}
      mark="deny"
      title="This page failed"
      action={
        <ButtonFace variant="primary" onClick={reset}>
          Retry
        </ButtonFace>
      }
    >
      The console failed, not the API. No decision was made, and pending requests stay pending.
      {error.digest && <span className="mt-2 block font-mono text-code text-ink-3">{error.digest}</span>}
    </Message>
  );
}
