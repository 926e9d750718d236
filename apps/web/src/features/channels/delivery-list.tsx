"use client";

import type { Delivery } from "@agentlattice/contract";
import clsx from "clsx";
import { useState } from "react";
import { LoadMore } from "#components/list/load-more.tsx";
import { itemsOf } from "#components/list/paged-list.ts";
import { Button } from "#components/ui/button.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { Loaded } from "#features/settings/loaded.tsx";
import { api } from "#lib/api/browser-api.ts";
import { usePages } from "#lib/api/use-op.ts";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { formatUtc, formatUtcTime } from "#lib/format/time.ts";
import { DELIVERY_MARK, progressOf, resultOf } from "./delivery-words.ts";
import { useWebhookChange } from "./use-webhooks.ts";

const FILTERS = [
  { value: "all", text: "All" },
  { value: "failed", text: "Failed" },
] as const;

/** The deliveries of an endpoint, newest first. It is read again every 2 s. */
export function DeliveryList({ endpointId }: { endpointId: string }) {
  const [filter, setFilter] = useState<"all" | "failed">("all");
  const query = { limit: 25, ...(filter === "failed" && { status: "failed" as const }) };
  const list = usePages("listDeliveries", { params: { id: endpointId }, query }, { keepPrevious: true, refreshMs: 2_000 });
  const replayAll = useWebhookChange(async (failed: readonly Delivery[]) => {
    for (const { id } of failed) await api.replayDelivery({ params: { id: endpointId, delivery_id: id } });
  });
  return (
    <section aria-label="Deliveries" className="border-t pt-4">
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <h3 className="mr-auto font-medium">Deliveries</h3>
        <Segmented label="Show" value={filter} options={FILTERS} onChange={setFilter} />
      </div>
      <Loaded
        query={{ ...list, data: list.data && itemsOf(list) }}
        failed="Deliveries did not load"
        stillWorks="Messages are delivered meanwhile."
      >
        {(data) => {
          const failed = data.filter(({ status }) => status === "failed");
          return (
            <>
              {failed.length > 1 && (
                <Button size="table" blocked={replayAll.isPending ? "Sending." : null} onClick={() => replayAll.mutate(failed)}>
                  {`Replay ${failed.length} failed`}
                </Button>
              )}
              {data.length === 0 && <p className="py-3 text-ink-2">{filter === "all" ? "No deliveries yet." : "No failed deliveries."}</p>}
              <ol>
                {data.map((delivery) => (
                  <DeliveryRow key={delivery.id} endpointId={endpointId} delivery={delivery} />
                ))}
              </ol>
              <LoadMore list={list} />
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

function DeliveryRow({ endpointId, delivery }: { endpointId: string; delivery: Delivery }) {
  const now = useNow();
  const replay = useWebhookChange(() => api.replayDelivery({ params: { id: endpointId, delivery_id: delivery.id } }));
  const isRetry = delivery.status === "pending" && delivery.attempts > 0;
  return (
    <li className="flex items-center gap-3 border-b py-2 last:border-b-0">
      <GateMark state={DELIVERY_MARK[delivery.status]} size={13} />
      <div className="min-w-0 flex-1">
        <p className="truncate font-mono text-code">
          {delivery.type}{" "}
          <span
            className={clsx(
              delivery.status === "delivered" && "text-allow",
              delivery.status === "pending" && "text-hold",
              delivery.status === "failed" && "text-deny",
            )}
          >
            {resultOf(delivery)}
          </span>
        </p>
        <p className="tnum text-label text-ink-2">
          <time dateTime={delivery.created_at} title={formatUtc(delivery.created_at)}>
            {formatUtcTime(delivery.created_at)}
          </time>{" "}
          {progressOf(delivery, now)}
        </p>
        {replay.error && (
          <p role="alert" className="text-label text-deny">
            {replay.error.message}
          </p>
        )}
      </div>
      {(delivery.status !== "pending" || isRetry) && (
        <Button
          size="table"
          blocked={replay.isPending ? "Sending." : null}
          aria-label={`${isRetry ? "Retry now" : "Replay"}: ${delivery.type} of ${formatUtcTime(delivery.created_at)}`}
          onClick={() => replay.mutate()}
        >
          {isRetry ? "Retry now" : "Replay"}
        </Button>
      )}
    </li>
  );
}
