import { eraseWords } from "../decisions/erase-words.ts";
import type { Deps } from "../deps.ts";
import { sendDueMails } from "../invitations/send-due-mails.ts";
import { purgeOrganisations } from "../organisations/purge-organisations.ts";
import { dueAnomalies } from "./due-anomalies.ts";
import { DueWorker } from "./due-work.ts";
import type { Sweeper } from "./sweeper.ts";

const MAIL_EVERY_MS = 1_000;
const CLEAN_UP_EVERY_MS = 60_000;
const COUNT_EVERY_MS = 2_000;

/** Starts the jobs that are not urgent: emails, anomalies, ended attempts and organisations to purge. They run apart from the sweeper. */
export function startHousekeeper(deps: Pick<Deps, "database" | "env" | "log" | "mail" | "metrics" | "newId" | "now">): Sweeper {
  const worker = new DueWorker(deps);
  const anomalies = dueAnomalies(deps);
  const jobs = [
    repeat(deps, COUNT_EVERY_MS, async () => void (await worker.run(anomalies))),
    repeat(deps, MAIL_EVERY_MS, () => sendDueMails(deps)),
    repeat(deps, CLEAN_UP_EVERY_MS, async () => {
      await deps.database.attempts.deleteExpired();
      await deps.database.lookups.deleteExpiredLimits();
      await deps.database.lookups.deleteSilentClients();
      for (const orgId of await deps.database.lookups.organisationsWithEndedIndex()) await eraseWords(deps, orgId);
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
