import type { Deps } from "../deps.ts";
import { sendDueMails } from "../invitations/send-due-mails.ts";
import { purgeOrganisations } from "../organisations/purge-organisations.ts";
import type { Sweeper } from "./sweeper.ts";

const MAIL_EVERY_MS = 1_000;
const TIDY_EVERY_MS = 60_000;

/** Starts the jobs that are not urgent: e-mails, ended attempts and organisations to purge. They run apart from the sweeper. */
export function startHousekeeper(deps: Pick<Deps, "database" | "env" | "log" | "mail" | "newId" | "now">): Sweeper {
  const jobs = [
    repeat(deps, MAIL_EVERY_MS, () => sendDueMails(deps)),
    repeat(deps, TIDY_EVERY_MS, async () => {
      await deps.database.attempts.forgetOver();
      await deps.database.lookups.forgetOverLimits();
      await deps.database.lookups.forgetClients();
      await purgeOrganisations(deps);
    }),
  ];
  return { stop: async () => void (await Promise.all(jobs.map((job) => job.stop()))) };
}

/** Runs a job periodically without overlap. */
function repeat(deps: Pick<Deps, "log">, everyMs: number, job: () => Promise<void>): Sweeper {
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout;
  const schedule = () => {
    timer = setTimeout(() => {
      running = job()
        .catch((err) => deps.log.warn({ err }, "housekeeping failed and is tried again"))
        .then(() => (stopped ? undefined : schedule()));
    }, everyMs).unref();
  };
  schedule();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
