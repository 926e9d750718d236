// Where people and agents leave credentials. A place is [name, write, whether the name stands beside the value]; `write` makes a text, or
// a value of which every text is scanned.
const camel = (name) => name.toLowerCase().replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
const kebab = (name) => name.toLowerCase().replaceAll("_", "-");
const snake = (name) => name.toLowerCase();
const pascal = (name) => camel(name).replace(/^\w/, (letter) => letter.toUpperCase());
const escapeAll = (value) => [...value].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
const half = (value) => Math.floor(value.length / 2);

const CONFIGURATION = [
  ["env", (n, v) => `LOG_LEVEL=info\n${n}=${v}\nPORT=8080\n`],
  ["env of a comment", (n, v) => `# ${n}=${v}\n`],
  ["export", (n, v) => `#!/bin/sh\nset -e\nexport ${n}='${v}'\nexec node server.js`],
  ["yaml", (n, v) => `app:\n  ${snake(n)}: "${v}"\n  debug: false`],
  ["yaml kebab", (n, v) => `spring:\n  ${kebab(n)}: '${v}'\n`],
  ["compose list", (n, v) => `services:\n  web:\n    environment:\n      - ${n}=${v}\n    ports: ["80:80"]`],
  ["kubernetes env", (n, v) => `        - name: ${n}\n          value: "${v}"\n        - name: PORT`],
  ["github actions", (n, v) => `jobs:\n  build:\n    env:\n      ${n}: ${v.includes(": ") ? `"${v}"` : v}\n    steps:`],
  ["properties", (n, v) => `server.port=8080\napp.${kebab(n).replaceAll("-", ".")}=${v}\n`],
  ["ini", (n, v) => `[service]\n${snake(n)} = ${v}\ntimeout = 30\n`],
  ["toml", (n, v) => `[service]\n${snake(n)} = "${v}"\n`],
  ["tfvars", (n, v) => `${snake(n)}      = "${v}"\nregion = "eu-west-1"`],
  ["json", (n, v) => JSON.stringify({ region: "eu", [camel(n)]: v, retries: 3 }, null, 2)],
  ["json one line", (n, v) => JSON.stringify({ id: 7, [snake(n)]: v })],
  ["json in json", (n, v) => JSON.stringify({ body: JSON.stringify({ [snake(n)]: v, ok: true }) })],
  ["json in json in json", (n, v) => JSON.stringify({ e: JSON.stringify({ body: JSON.stringify({ [camel(n)]: v }) }) })],
  ["xml attribute", (n, v) => `<add key="${pascal(n)}" value="${v.replaceAll("&", "&amp;")}" />`],
  ["xml element", (n, v) => `<settings><${camel(n)}>${v.replaceAll("&", "&amp;")}</${camel(n)}></settings>`],
  ["plist", (n, v) => `<key>${pascal(n)}</key>\n\t<string>${v.replaceAll("&", "&amp;")}</string>`],
  ["dockerfile", (n, v) => `FROM python:3.12\nENV ${n} ${v}\nCOPY . .`],
  ["dockerfile arg", (n, v) => `ARG ${n}="${v}"\nRUN make`],
];
const CODE = [
  ["javascript", (n, v) => `const ${camel(n)} = "${v}";\nmodule.exports = { ${camel(n)} };`],
  ["javascript fallback", (n, v) => `const key = process.env.${n} || "${v}";`],
  ["typescript", (n, v) => `export const config: Config = { ${camel(n)}: '${v}', region: 'eu' };`],
  ["python", (n, v) => `${n} = '${v}'\nclient = Client(${n})`],
  ["python environ", (n, v) => `os.environ["${n}"] = "${v}"`],
  ["python getenv", (n, v) => `key = os.getenv("${n}", "${v}")`],
  ["python argument", (n, v) => `client = Client(${snake(n)}="${v}", timeout=10)`],
  ["go", (n, v) => `const ${camel(n)} = "${v}"\n`],
  ["go setenv", (n, v) => `os.Setenv("${n}", "${v}")`],
  ["java", (n, v) => `private static final String ${n} = "${v}";`],
  ["java setter", (n, v) => `config.set${pascal(n)}("${v}");`],
  ["kotlin", (n, v) => `val ${camel(n)} = "${v}"`],
  ["c#", (n, v) => `public const string ${pascal(n)} = "${v}";`],
  ["ruby", (n, v) => `config.${snake(n)} = '${v}'`],
  ["ruby hash", (n, v) => `{ :${snake(n)} => "${v}", :region => "eu" }`],
  ["php define", (n, v) => `define('${n}', '${v}');`],
  ["php array", (n, v) => `'${snake(n)}' => '${v}',`],
  ["rust", (n, v) => `const ${n}: &str = "${v}";`],
  ["swift", (n, v) => `let ${camel(n)}: String = "${v}"`],
  ["c++ define", (n, v) => `#define ${n} "${v}"`],
  ["powershell", (n, v) => `$env:${n} = "${v}"`],
  ["shell argument", (n, v) => `deploy --region eu --${kebab(n)} ${v} --yes`],
  ["shell inline", (n, v) => `${n}=${v} npm run deploy`],
];
const TALK = [
  ["chat with its name", (n, v) => `hey, the ${n.toLowerCase().replaceAll("_", " ")} is ${v} - please rotate it next week`],
  ["chat with a colon", (n, v) => `Hi Ana,\n\n${n.toLowerCase().replaceAll("_", " ")}: ${v}\n\nThanks, Bo`],
  ["markdown table", (n, v) => `| name | value |\n|---|---|\n| ${n} | ${v} |`],
  ["markdown bold", (n, v) => `- **${n}**: \`${v}\``],
  ["diff", (n, v) => `@@ -1,2 +1,3 @@\n NODE_ENV=production\n+${n}=${v}\n-OLD=1`],
  ["diff of code", (n, v) => `-  ${camel(n)}: process.env.${n},\n+  ${camel(n)}: "${v}",`],
  ["log pair", (n, v) => `2026-03-04T05:06:07Z level=debug msg="starting" ${snake(n)}=${v} attempt=1`],
  ["log of json", (n, v) => `[info] request {"${camel(n)}":"${v}","ms":12}`],
  ["http header", (n, v) => `POST /v1/charge HTTP/1.1\nHost: api.internal\nX-${kebab(n)}: ${v}\nAccept: */*`],
  ["sql insert", (n, v) => `INSERT INTO settings (name, value) VALUES ('${n}', '${v}');`],
  ["csv", (n, v) => `name,value,owner\n${n},${v},ana\n`],
  ["url query", (n, v) => `https://api.internal/v1/x?limit=1&${snake(n)}=${encodeURIComponent(v)}&page=2`],
  ["form", (n, v) => `grant_type=x&${snake(n)}=${encodeURIComponent(v)}`],
  ["terminal", (n, v) => `$ env | grep -i ${n.slice(0, 4)}\n${n}=${v}\n$ `],
];
const VALUES = [
  ["member", (n, v) => ({ config: { [camel(n)]: v } })],
  ["member in upper case", (n, v) => ({ env: { [n]: v } })],
  ["pair of name and value", (n, v) => ({ env: [{ name: n, value: v }] })],
  ["header member", (n, v) => ({ headers: { [`x-${kebab(n)}`]: v } })],
  ["list under its name", (n, v) => ({ [snake(n)]: [v] })],
];
const BARE = [
  ["prose", (_, v) => `Please use this one for the deployment: ${v} and delete the message.`],
  ["prose at the end", (_, v) => `The one that works is ${v}.`],
  ["in brackets", (_, v) => `I tried it (${v}), no luck`],
  ["code call", (_, v) => `const client = createClient("${v}");`],
  ["bearer", (_, v) => `curl -s -H 'Authorization: Bearer ${v}' https://api.internal/me`],
  ["authorization of json", (_, v) => JSON.stringify({ headers: { Authorization: `Bearer ${v}` } })],
  ["stack trace", (_, v) => `Error: 401 for ${v}\n    at call (/srv/app/index.js:10:3)`],
  ["list", (_, v) => `- one\n- ${v}\n- three`],
  ["html", (_, v) => `<input type="hidden" value="${v.replaceAll("&", "&amp;")}">`],
  ["key of a value", (_, v) => ({ seen: { [v]: 3 } })],
  ["element of a list", (_, v) => ({ args: ["deploy", v] })],
];
const DISGUISES = [
  ["base64 of a line", (n, v) => `payload: ${btoa(`export ${n}=${v}\n`)}`],
  ["base64 of json", (n, v) => ({ data: btoa(JSON.stringify({ [snake(n)]: v })) })],
  ["hexadecimal of a line", (n, v) => Buffer.from(`${n}=${v}`).toString("hex")],
  ["percent everywhere", (n, v) => `${n}%3D${[...v].map((c) => `%${c.charCodeAt(0).toString(16).padStart(2, "0")}`).join("")}`],
  ["json escapes", (n, v) => `{"${n}":"${escapeAll(v)}"}`],
  ["zero width", (n, v) => `${n}=${[...v].join("\u200b")}`],
  ["zero width in the middle", (n, v) => `${n}=${v.slice(0, half(v))}\u200d${v.slice(half(v))}`],
  ["full width", (n, v) => `${n}=${[...v].map((c) => String.fromCharCode(c.charCodeAt(0) + (c > " " ? 0xfee0 : 0))).join("")}`],
];
const SPLIT = [
  ["joined strings", (n, v) => `const ${camel(n)} = "${v.slice(0, half(v))}" + "${v.slice(half(v))}";`],
  ["joined strings on two lines", (n, v) => `${n} = ("${v.slice(0, half(v))}"\n    "${v.slice(half(v))}")`],
  ["continued line", (n, v) => `export ${n}=${v.slice(0, half(v))}\\\n${v.slice(half(v))}`],
  ["quoted-printable", (n, v) => `${n}: ${v.slice(0, half(v))}=\n${v.slice(half(v))}`],
  ["folded", (n, v) => `${snake(n)}: >-\n  ${v}\n`],
  ["name and value on two lines", (n, v) => `${n}:\n  ${v}\n`],
];

const withName = [CONFIGURATION, CODE, TALK, VALUES, DISGUISES, SPLIT].flat().map((place) => [...place, true]);
export const PLACES = [...withName, ...BARE.map((place) => [...place, false])];
