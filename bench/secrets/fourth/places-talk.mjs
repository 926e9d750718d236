// Chat, mail, tickets, tool calls, HTTP, and disguises: [place, write(name, secret, m)]. BARE places say nothing of what stands there.
import { camel, env, kebab, snake, spoken } from "./names.mjs";

const q = (text) => JSON.stringify(text);
const b64 = (text) => Buffer.from(text).toString("base64");

export const TALK = [
  ["chat: here is", (n, s) => `hey, here is the ${spoken(n)}: ${s} - please don't share it`],
  ["chat: the … is", (n, s, m) => `Hi ${m.person()}, the ${spoken(n)} is ${s}. Let me know when the deploy is through.`],
  ["chat in backticks", (n, s, m) => `@${m.person()} use \`${s}\` as ${env(n)} for staging until the vault is back`],
  ["mail", (n, s, m) => `Hello team,\n\nas discussed the new credentials for production:\n\n${spoken(n)}: ${s}\n\nRegards\n${m.person()}`],
  ["ticket", (n, s) => `Steps to reproduce:\n1. Set ${env(n)} to ${s}\n2. Start the worker\n3. It fails with 401\n`],
  ["markdown readme", (n, s) => `## Setup\n\nPut this in your \`.env\`:\n\n\`\`\`bash\n${env(n)}=${s}\n\`\`\`\n\nThen run \`make\`.\n`],
  ["bullet", (n, s) => `Access:\n* host: db.internal\n* ${spoken(n)}: ${s}\n* ask ops for the VPN\n`],
  ["german", (n, s) => `Hallo, der neue ${env(n)} lautet ${s}, bitte im Tresor ablegen.`],
  ["french", (n, s) => `Bonjour, voici ${env(n)} : ${s}. Merci de ne pas le diffuser.`],
  ["spanish", (n, s) => `Hola, el valor de ${env(n)} es ${s}, por favor no lo compartas.`],
  ["japanese", (n, s) => `本番環境の${env(n)}は「${s}」です。設定をお願いします。`],
  ["chinese", (n, s) => `生产环境的 ${env(n)}：${s}，请尽快更新。`],
  ["russian", (n, s) => `Привет! Новый ${env(n)}: ${s} — обнови, пожалуйста.`],
];

export const CALLS = [
  ["argument of a tool", (n, s) => ({ name: "create_integration", arguments: { name: "crm", [snake(n)]: s } })],
  [
    "arguments as a string",
    (n, s) => ({
      id: "call_1",
      type: "function",
      function: { name: "save", arguments: JSON.stringify({ [snake(n)]: s, dry_run: false }) },
    }),
  ],
  ["shell tool", (n, s) => ({ tool: "bash", input: { command: `export ${env(n)}="${s}" && ./deploy.sh`, timeout: 60 } })],
  ["write_file tool", (n, s) => ({ tool: "write_file", args: { path: "/app/.env", content: `PORT=80\n${env(n)}=${s}\n` } })],
  [
    "pairs of name and value",
    (n, s) => ({
      variables: [
        { name: "REGION", value: "eu" },
        { name: env(n), value: s },
      ],
    }),
  ],
  [
    "pairs of key and value",
    (n, s) => ({
      settings: [
        { key: "region", value: "eu" },
        { key: snake(n), value: s },
      ],
    }),
  ],
  ["parameters of a query", (n, s) => ({ url: "https://api.example.org/v1/items", params: { page: 2, [snake(n)]: s } })],
  ["argv", (n, s) => ({ argv: ["deploy", "--region", "eu", `--${kebab(n)}`, s] })],
  ["memory note", (n, s) => ({ memory: { key: "setup", text: `Remember: ${env(n)} is ${s}` } })],
  ["deep in a payload", (n, s, m) => ({ data: { items: [{ id: m.int(1, 99), meta: { tags: ["a"], config: { [camel(n)]: s } } }] } })],
  ["graphql", (n, s) => ({ query: "mutation($input: In!) { connect(input: $input) { id } }", variables: { input: { [camel(n)]: s } } })],
  ["url parameter", (n, s) => `GET https://api.${"example"}.org/v2/things?limit=5&${snake(n)}=${encodeURIComponent(s)}&sort=asc`],
  [
    "form body",
    (n, s) =>
      `POST /connect HTTP/1.1\r\nHost: api.example.org\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\ngrant=full&${snake(n)}=${encodeURIComponent(s)}`,
  ],
  [
    "json body in curl",
    (n, s) =>
      `curl -X POST https://api.example.org/connect -H 'Content-Type: application/json' -d '${JSON.stringify({ [snake(n)]: s, region: "eu" })}'`,
  ],
  ["custom header", (n, s) => `curl -s -H "X-${kebab(n)}: ${s}" https://internal.example.org/health`],
];

export const BARE = [
  ["bearer header", (_n, s) => `GET /v1/me HTTP/1.1\r\nHost: api.example.org\r\nAuthorization: Bearer ${s}\r\nAccept: */*\r\n`],
  ["curl bearer", (_n, s) => `curl -H "Authorization: Bearer ${s}" https://api.example.org/v1/items`],
  [
    "headers of a call",
    (_n, s) => ({
      tool: "http_request",
      arguments: { method: "GET", url: "https://api.example.org", headers: { Authorization: `Bearer ${s}` } },
    }),
  ],
  ["x-api-key", (_n, s) => ({ method: "POST", headers: { "content-type": "application/json", "x-api-key": s } })],
  [
    "har",
    (_n, s) =>
      JSON.stringify({
        log: {
          entries: [
            {
              request: {
                method: "GET",
                headers: [
                  { name: "accept", value: "*/*" },
                  { name: "X-Api-Key", value: s },
                ],
              },
            },
          ],
        },
      }),
  ],
  ["alone", (_n, s) => s],
  ["alone in a sentence", (_n, s) => `can you check whether ${s} still works?`],
  ["in a list", (_n, s, m) => ["notes", m.slug(), s, m.word()]],
  ["in a stack trace", (_n, s, m) => `Error: 401 from upstream (${s})\n    at send (/app/src/http.js:${m.int(2, 300)}:14)\n`],
  [
    "in a commit message",
    (_n, s, m) => `commit ${m.sha()}\nAuthor: ${m.person()} <dev@example.org>\n\n    remove leaked ${s} from tests\n`,
  ],
];

/** Named places whose credential is written so that it is not plain text; `bare` ones need a kind that tells itself. */
export const DISGUISES = [
  ["base64 of an .env", (n, s) => ({ content: b64(`PORT=80\n${env(n)}=${s}\nTZ=UTC\n`), encoding: "base64" })],
  ["base64 of json", (n, s) => ({ payload: b64(JSON.stringify({ [camel(n)]: s })) })],
  ["base64 of the value under its name", (n, s) => ({ [`${snake(n)}_b64`]: b64(s) })],
  ["base64 behind echo", (n, s) => `echo ${b64(`export ${env(n)}=${s}`)} | base64 -d | sh`],
  ["percent", (n, s) => `https://example.org/cb?state=${encodeURIComponent(`${snake(n)}=${s}&x=1`)}`],
  ["percent twice", (n, s) => `https://example.org/login?next=${encodeURIComponent(encodeURIComponent(`/go?${snake(n)}=${s}&x=1`))}`],
  ["json in json", (n, s) => ({ body: JSON.stringify({ inner: JSON.stringify({ [camel(n)]: s }) }) })],
  ["unicode escapes", (n, s) => `{"${camel(n)}": "${[...s].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")}"}`],
  [
    "html entities",
    (n, s) =>
      `<input type="hidden" name="${snake(n)}" value="${[...s].map((c, i) => (i % 3 === 0 ? `&#${c.charCodeAt(0)};` : entity(c))).join("")}">`,
  ],
  ["zero-width", (n, s) => ({ text: `${env(n)}=${s.slice(0, 5)}\u200b${s.slice(5, 12)}\u200d${s.slice(12)}` })],
  [
    "fullwidth",
    (n, s) => ({
      note: `${env(n)}: ${[...s].map((c) => (/[a-z0-9]/i.test(c) ? String.fromCharCode(c.charCodeAt(0) + 0xfee0) : c)).join("")}`,
    }),
  ],
  ["hexadecimal", (n, s) => ({ data: Buffer.from(`${env(n)}=${s}`).toString("hex") })],
  ["joined literals", (n, s) => `const ${camel(n)} = ${q(s.slice(0, 7))} + ${q(s.slice(7))};\n`],
  ["joined literals of python", (n, s) => `${env(n)} = (\n    ${q(s.slice(0, 8))}\n    ${q(s.slice(8))}\n)\n`],
  ["backslash at the end of the line", (n, s) => `export ${env(n)}=${s.slice(0, 9)}\\\n${s.slice(9)}\n`],
  [
    "quoted-printable",
    (n, s) =>
      `Content-Transfer-Encoding: quoted-printable\n\n${`${snake(n)}=3D${s.replaceAll("=", "=3D")}`.match(/(?:=[0-9A-F]{2}|[^=]){1,40}/g).join("=\n")}\n`,
  ],
  [
    "cyrillic lookalikes",
    (n, s) => ({ text: `${env(n)}=${[...s].map((c) => ({ a: "а", e: "е", o: "о", p: "р", c: "с" })[c] ?? c).join("")}` }),
  ],
];

const entity = (c) => ({ "&": "&amp;", "<": "&lt;", '"': "&quot;" })[c] ?? c;
