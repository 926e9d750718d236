"use client";

import { useState } from "react";
import { toast } from "sonner";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useAllAgents } from "#features/agents/use-agents.ts";
import { api } from "#lib/api/browser-api.ts";
import { useIdempotencyKey } from "#lib/api/use-idempotency-key.ts";
import { useDrillChange } from "./use-drills.ts";

const DAYS = { min: 1, max: 365 };
const SECONDS = { min: 0.1, max: 60 };

interface DrillBody {
  readonly agent: string;
  readonly every_days: number;
  readonly goal_ms: number;
}

/** Asks for the canary agent, the schedule and the goal, then schedules a drill. */
export function NewDrillDialog({ onClose }: { onClose: () => void }) {
  const agents = useAllAgents();
  const [agent, setAgent] = useState("");
  const [days, setDays] = useState("7");
  const [seconds, setSeconds] = useState("2");
  const idempotencyKey = useIdempotencyKey();
  const create = useDrillChange((body: DrillBody) => api.createDrill({ body, headers: idempotencyKey(body) }));
  const isDays = /^\d{1,3}$/.test(days) && isWithin(Number(days), DAYS);
  const isSeconds = /^\d{1,2}(\.\d{1,3})?$/.test(seconds) && isWithin(Number(seconds), SECONDS);
  const blocked = agent === "" ? "Choose an agent." : isDays && isSeconds ? null : "Correct the schedule.";
  const send = () =>
    create.mutate(
      { agent, every_days: Number(days), goal_ms: Math.round(Number(seconds) * 1_000) },
      {
        onSuccess: ({ agent_name }) => {
          toast(`The drill of ${agent_name} is scheduled and starts`, { icon: <GateMark state="hold" /> });
          onClose();
        },
      },
    );
  return (
    <FormDialog
      title="New drill"
      verb="Schedule drill"
      blocked={blocked}
      busy={create.isPending}
      error={create.error}
      failed="The drill was not scheduled"
      stillWorks="Nothing was halted."
      onSend={send}
      onClose={onClose}
    >
      <SelectField
        label="Canary agent"
        value={agent}
        options={[{ value: "", text: "Choose an agent" }, ...agents.map(({ id, name }) => ({ value: id, text: name }))]}
        hint="An agent whose work may stop for the time of the goal. Its pending approvals end."
        onChange={setAgent}
      />
      <TextField
        label="Days between two drills"
        inputMode="numeric"
        value={days}
        error={isDays ? null : "Enter a whole number from 1 to 365."}
        hint="The first drill starts at once."
        onChange={(event) => setDays(event.target.value.trim())}
      />
      <TextField
        label="Goal in seconds"
        inputMode="decimal"
        value={seconds}
        error={isSeconds ? null : "Enter a number from 0.1 to 60."}
        hint="Every connected client must acknowledge within this time."
        onChange={(event) => setSeconds(event.target.value.trim())}
      />
    </FormDialog>
  );
}

const isWithin = (value: number, { min, max }: { min: number; max: number }) => value >= min && value <= max;
