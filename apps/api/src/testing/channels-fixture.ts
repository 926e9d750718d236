import { type FakePushService, startFakePushService } from "@agentlattice/test-kit/fake-push-service";
import { type FakeSlack, startFakeSlack } from "@agentlattice/test-kit/fake-slack";
import { type MailServer, startMailServer } from "@agentlattice/test-kit/mail-server";
import { type Receiver, startReceiver } from "@agentlattice/test-kit/receiver";
import { startTestApi, type TestApi } from "./api-fixture.ts";

export const CONSOLE = "https://console.acme.test";

/** An API of two processes that share the outbox, and a receiver for each channel. */
export interface TestChannels {
  readonly api: TestApi;
  readonly mail: MailServer;
  readonly push: FakePushService;
  readonly slack: FakeSlack;
  /** Receives webhooks and messages of Teams. */
  readonly receiver: Receiver;
  /** Forgets the messages received so far. */
  clear(): void;
  close(): Promise<void>;
}

export async function startTestChannels(): Promise<TestChannels> {
  const [mail, push, slack, receiver] = await Promise.all([startMailServer(), startFakePushService(), startFakeSlack(), startReceiver()]);
  const api = await startTestApi({
    SMTP_URL: mail.url,
    SMTP_FROM: "AgentLattice <al@acme.test>",
    AL_CONSOLE_URL: CONSOLE,
    AL_EGRESS_ALLOW: [push.target, slack.target, receiver.target].join(","),
    AL_SLACK_API_URL: slack.url,
  });
  await api.startProcess();
  return {
    ...{ api, mail, push, slack, receiver },
    clear() {
      for (const list of [mail.mails, push.messages, slack.calls, receiver.messages]) list.length = 0;
    },
    async close() {
      await api.close();
      await Promise.all([mail, push, slack, receiver].map((server) => server.close()));
    },
  };
}
