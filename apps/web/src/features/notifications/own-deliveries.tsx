"use client";

import type { Notifications } from "@agentlattice/contract";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { type DeliveryFilter, DeliveryList, deliveryQuery } from "#features/channels/delivery-list.tsx";
import { useWebhookChange } from "#features/channels/use-webhooks.ts";
import { api } from "#lib/api/browser-api.ts";
import { usePages } from "#lib/api/use-op.ts";

/** The messages to the signed-in person, with a test email. They are read again every 2 s. */
export function OwnDeliveries({ available }: Pick<Notifications, "available">) {
  const [filter, setFilter] = useState<DeliveryFilter>("all");
  const list = usePages("listOwnDeliveries", { query: deliveryQuery(filter) }, { keepPrevious: true, refreshMs: 2_000 });
  const test = useWebhookChange(() => api.testNotifications());
  const blocked = !available.includes("email") ? "This server sends no emails yet." : test.isPending ? "Sending." : null;
  return (
    <section aria-label="Messages to you" className="flex flex-col gap-4 border-t px-4 py-5 tablet:px-6">
      <div className="flex max-w-[560px] flex-wrap items-start justify-between gap-3">
        <div className="min-w-0 flex-1 basis-60">
          <h3 className="text-body font-medium">Messages to you</h3>
          <p className="text-label text-ink-2">Kept for 30 days. A message sent again has the same id.</p>
        </div>
        <Button blocked={blocked} onClick={() => test.mutate(undefined, { onSuccess: () => toast("Test email queued") })}>
          Send a test email
        </Button>
      </div>
      {test.error && (
        <ErrorNotice title="The test email was not sent" stillWorks="Nothing changed." error={test.error} onRetry={() => test.mutate()} />
      )}
      <div className="max-w-[560px]">
        <DeliveryList
          list={list}
          filter={filter}
          onFilter={setFilter}
          replay={(id) => api.replayOwnDelivery({ params: { delivery_id: id } })}
          none="No messages yet."
        />
      </div>
    </section>
  );
}
