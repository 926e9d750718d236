"use client";

import { Button } from "#components/ui/button.tsx";
import { Wordmark } from "#components/ui/logo.tsx";
import { Message } from "#components/ui/message.tsx";

/** Instead of the console when the API cannot say who is signed in. */
export function ApiDown() {
  return (
    <Message
      head={<Wordmark />}
      mark="deny"
      title="The API is not answering"
      action={
        <Button look="primary" onClick={() => window.location.reload()}>
          Retry
        </Button>
      }
    >
      Nothing can be read or decided until it is back. Agents that wait at a gate go on waiting, and you stay signed in.
    </Message>
  );
}
