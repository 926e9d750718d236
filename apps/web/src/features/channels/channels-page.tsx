"use client";

import dynamic from "next/dynamic";
import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { LoadMore } from "#components/list/load-more.tsx";
import { Button } from "#components/ui/button.tsx";
import { SidePane } from "#components/ui/detail-pane.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { useWide } from "#components/ui/use-wide.ts";
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
  const isWide = useWide();
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
                    <Button variant="primary" onClick={add}>
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
              {shown && (
                <SidePane title={shown.name} width="settings" onClose={() => select(null)}>
                  {/* On narrow pages the sheet already has this title. */}
                  <h2 className="mb-4 truncate text-entry max-wide:sr-only">{shown.name}</h2>
                  <EndpointDetail key={shown.id} endpoint={shown} onDeleted={() => select(null)} />
                </SidePane>
              )}
            </div>
          );
        }}
      </Loaded>
      {open && <AddEndpointDialog onCreated={select} onClose={() => void setOpen(null)} />}
    </>
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
