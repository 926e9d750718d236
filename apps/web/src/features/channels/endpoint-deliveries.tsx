"use client";

import { useState } from "react";
import { api } from "#lib/api/browser-api.ts";
import { usePages } from "#lib/api/use-op.ts";
import { type DeliveryFilter, DeliveryList, deliveryQuery } from "./delivery-list.tsx";

/** The deliveries of an endpoint. They are read again every 2 s. */
export function EndpointDeliveries({ endpointId }: { endpointId: string }) {
  const [filter, setFilter] = useState<DeliveryFilter>("all");
  const params = { id: endpointId };
  const list = usePages("listDeliveries", { params, query: deliveryQuery(filter) }, { keepPrevious: true, refreshMs: 2_000 });
  return (
    <DeliveryList
      list={list}
      filter={filter}
      onFilter={setFilter}
      replay={(id) => api.replayDelivery({ params: { ...params, delivery_id: id } })}
      none="No deliveries yet."
    />
  );
}
