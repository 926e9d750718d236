"use client";

import type { Webhook } from "@agentlattice/contract";
import dynamic from "next/dynamic";
import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { LoadMore } from "#components/list/load-more.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { useMedia } from "#components/ui/use-media.ts";
import { Loaded } from "#features/settings/loaded.tsx";
import { SettingsHead } from "#features/settings/settings-head.tsx";
import { EndpointDetail } from "./endpoint-detail.tsx";
import { EndpointList } from "./endpoint-list.tsx";
import { useWebhooks } from "./use-webhooks.ts";

const AddEndpointDialog = dynamic(() => import("./add-endpoint-dialog.tsx").then((module) => module.AddEndpointDialog), { ssr: false });

/** The endpoints of the organisation and the deliveries of the selected one. Selection and open form are stored in the URL. */
export function ChannelsPage() {
  const webhooks = useWebhooks();
  const [selected, setSelected] = useQueryState("endpoint", parseAsString);
  const [open, setOpen] = useQueryState("open", parseAsStringLiteral(["endpoint"]));
  const isWide = useMedia("(min-width: 1200px)");
  const add = () => void setOpen("endpoint");
  const select = (id: string | null) => void setSelected(id);
  return (
    <>
      <Loaded query={webhooks} failed="Channels did not load" stillWorks="Messages are delivered meanwhile.">
        {(data) => {
          const shown = data.find(({ id }) => id === selected) ?? (isWide ? data[0] : undefined);
          return (
            <div className="flex min-h-full">
              <section aria-label="Endpoints" className="min-w-0 flex-1">
                <SettingsHead
                  title="Channels"
                  action={
                    <Button look="primary" onClick={add}>
                      Add endpoint
                    </Button>
                  }
                >
                  Messages about requests and decisions to your systems and chat channels. Only a signed-in or linked person decides.
                </SettingsHead>
                {data.length === 0 ? (
                  <NoEndpoints onAdd={add} />
                ) : (
                  <EndpointList endpoints={data} selected={shown?.id ?? null} onSelect={select} />
                )}
                <LoadMore list={webhooks} />
              </section>
              {shown && <Detail endpoint={shown} isWide={isWide} onClose={() => select(null)} />}
            </div>
          );
        }}
      </Loaded>
      {open && <AddEndpointDialog onCreated={select} onClose={() => void setOpen(null)} />}
    </>
  );
}

function Detail({ endpoint, isWide, onClose }: { endpoint: Webhook; isWide: boolean; onClose: () => void }) {
  if (isWide)
    return (
      <aside aria-label={endpoint.name} className="w-[400px] shrink-0 border-l px-5 py-5">
        <h2 className="mb-4 truncate text-entry">{endpoint.name}</h2>
        <EndpointDetail key={endpoint.id} endpoint={endpoint} onDeleted={onClose} />
      </aside>
    );
  return (
    <Dialog open onClose={onClose} place="side" title={endpoint.name}>
      <div className="pane p-5">
        <EndpointDetail key={endpoint.id} endpoint={endpoint} onDeleted={onClose} />
      </div>
    </Dialog>
  );
}

function NoEndpoints({ onAdd }: { onAdd: () => void }) {
  return (
    <div className="border-t px-4 py-5 tablet:px-6">
      <Empty
        title="No endpoints yet"
        action={
          <Button size="table" onClick={onAdd}>
            Add endpoint
          </Button>
        }
      >
        A webhook receives the events that you choose, or the decision of a submission that names it as callback. Slack and Teams channels
        receive requests.
      </Empty>
    </div>
  );
}
