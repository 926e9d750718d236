"use client";

import { Button } from "#components/ui/button.tsx";
import { Wordmark } from "#components/ui/logo.tsx";
import { Message } from "#components/ui/message.tsx";

/** Replaces the console when the API is unreachable. */
export function ApiDown() {
  return (
    <Message
      head={<Wordmark />}
      mark="deny"
      title="The API cannot be reached"
      action={
        <Button variant="primary" onClick={() => window.location.reload()}>
          Retry
        </Button>
      }
    >
      Nothing can be read or decided until it is available again. Pending requests stay pending, and you stay signed in.
    </Message>
  );
}
