// Personal data and what only looks like it, made anew for each run of a seed.
const pick = (random, list) => list[Math.floor(random() * list.length)];
const digits = (random, n) => Array.from({ length: n }, () => Math.floor(random() * 10)).join("");

function luhn(body) {
  const sum = [...body].reverse().reduce((all, digit, i) => all + (i % 2 === 0 ? [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][digit] : Number(digit)), 0);
  return body + ((10 - (sum % 10)) % 10);
}
const card = (random) => {
  const [prefix, length] = pick(random, [
    ["4", 16],
    ["51", 16],
    ["2223", 16],
    ["37", 15],
    ["6011", 16],
    ["3530", 16],
    ["36", 14],
    ["62", 16],
    ["65", 16],
  ]);
  return luhn(prefix + digits(random, length - prefix.length - 1));
};
const groups = (text, size, mark) => text.replace(new RegExp(`(.{${size}})(?=.)`, "g"), `$1${mark}`);

const IBANS =
  "AD24:d AE23:d AT20:d BE16:d BG22:uuuud CH21:d CY28:d CZ24:d DE22:d DK18:d EE20:d ES24:d FI18:d FR27:d GB22:uuuud GE22:uud GR27:d HR21:d HU28:d IE22:uuuud IL23:d IS26:d IT27:ud JO30:uuuud KW30:uuuud KZ20:d LB28:d LI21:d LT20:d LU20:d LV21:uuuud MC27:d MD24:uud ME22:d MK19:d MT31:uuuud NL18:uuuud NO15:d PK24:uuuud PL28:d PT25:d QA29:uuuud RO24:uuuud RS22:d SA24:d SE24:d SI19:d SK24:d SM27:ud TN24:d TR26:d UA29:d XK20:d".split(
    " ",
  );
function iban(random) {
  const [head, form] = pick(random, IBANS).split(":");
  const country = head.slice(0, 2);
  const length = Number(head.slice(2));
  const letters = /^u*/.exec(form)[0].length;
  const body = Array.from({ length: length - 4 }, (_, i) =>
    i < letters ? pick(random, [..."ABCDEFGHKLMNPRSTUVWX"]) : digits(random, 1),
  ).join("");
  const value = [...`${body}${country}00`].map((char) => (/\d/.test(char) ? char : char.charCodeAt(0) - 55)).join("");
  return `${country}${String(98n - (BigInt(value) % 97n)).padStart(2, "0")}${body}`;
}
const ssn = (random) =>
  `${pick(random, ["219", "536", "078", "402", "511"])}-${pick(random, ["09", "22", "45", "81"])}-${1000 + Math.floor(random() * 8999)}`;
/** Numbers as people of many countries write them, valid in their plans but for what stands behind the prefix. */
const phone = (random) =>
  pick(random, [
    () => `+1 (212) 555-0${digits(random, 3)}`,
    () => `+1-415-555-2${digits(random, 3)}`,
    () => `+44 20 7946 0${digits(random, 3)}`,
    () => `+44 7700 900${digits(random, 3)}`,
    () => `+49 30 9018${digits(random, 3)}`,
    () => `+49 151 2345${digits(random, 4)}`,
    () => `+33 6 12 34 5${digits(random, 1)} ${digits(random, 2)}`,
    () => `+34 612 34 5${digits(random, 1)} ${digits(random, 2)}`,
    () => `+39 347 123 4${digits(random, 3)}`,
    () => `+31 6 1234 5${digits(random, 3)}`,
    () => `+41 79 123 4${digits(random, 1)} ${digits(random, 2)}`,
    () => `+46 70 123 4${digits(random, 1)} ${digits(random, 2)}`,
    () => `+48 601 234 ${digits(random, 3)}`,
    () => `+81 90-1234-5${digits(random, 3)}`,
    () => `+86 138 0013 8${digits(random, 3)}`,
    () => `+91 98765 4${digits(random, 4)}`,
    () => `+55 11 91234-5${digits(random, 3)}`,
    () => `+61 412 345 ${digits(random, 3)}`,
    () => `+27 82 123 4${digits(random, 3)}`,
    () => `+971 50 123 4${digits(random, 3)}`,
    () => `+4930901820${digits(random, 2)}`,
    () => `0044 20 7946 0${digits(random, 3)}`,
  ])();
const email = (random) =>
  pick(random, ["ana.lopez", "bob+news", "o'neill", "j_doe99", "x", "Anna-Lena", "müller", "billing%acme"]) +
  pick(random, ["@acme.org", "@mail.acme.co.uk", "@bücher.de", "@xn--bcher-kva.de", "@acme.technology", "@sub-domain.acme.io"]);
const ip4 = (random) =>
  `${pick(random, [23, 84, 142, 203, 91])}.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}.${1 + Math.floor(random() * 254)}`;
const hex = (random, n) => Array.from({ length: n }, () => pick(random, [..."0123456789abcdef"])).join("");
const ip6 = (random) =>
  pick(random, [
    () => `2001:db8:${hex(random, 3)}1::${hex(random, 3)}2`,
    () => `2a02:908:${hex(random, 3)}1:${hex(random, 3)}2:1:2:3:4${hex(random, 1)}`,
    () => `fe80::1ff:fe23:4${hex(random, 3)}:890a`,
  ])();
const passport = (random) =>
  pick(random, [
    () => `X${digits(random, 7)}1`,
    () => `9${digits(random, 8)}`,
    () => `AB${digits(random, 7)}`,
    () => `C01X00T4${digits(random, 1)}`,
  ])();
const birth = (random) =>
  pick(random, [
    () => `19${60 + Math.floor(random() * 39)}-0${1 + Math.floor(random() * 9)}-1${digits(random, 1)}`,
    () => `1${digits(random, 1)}.0${1 + Math.floor(random() * 9)}.19${60 + Math.floor(random() * 39)}`,
  ])();
const street = (random) =>
  pick(random, [
    "221B Baker Street",
    "1600 Amphitheatre Parkway",
    "350 Fifth Avenue",
    "742 Evergreen Terrace",
    "Hauptstraße 12",
    "Bahnhofstr. 3a",
    "12 rue de Rivoli",
    "Calle de Alcalá 45",
    "Via Roma 7",
    "10 Downing St",
    "4059 Mt Lee Dr",
    "Keizersgracht 123",
    "Friedrichstraße 43-45",
  ]);

const PLACES = {
  card: [
    ["", (v) => `Please charge ${v} today.`],
    ["", (v) => `card ${groups(v, 4, " ")} exp 12/27`],
    ["", (v) => `card: ${groups(v, 4, "-")}, thanks`],
    ["card_number", (v) => v],
    ["payload", (v) => `{"pan":"${v}","cvv":"123"}`],
    ["n", (v) => `INSERT INTO cards VALUES ('${v}');`],
    ["", (v) => `${v},Ana,12/27\n`],
    ["", (v) => `PAN=${v}`],
    ["", (v) => `?card=${v}&x=1`],
  ],
  iban: [
    ["", (v) => `Pay to ${v}, please.`],
    ["", (v) => `IBAN: ${groups(v, 4, " ")}`],
    ["account", (v) => v],
    ["", (v) => `{"iban":"${v}"}`],
    ["", (v) => `IBAN ${v.toLowerCase()} (Ana)`],
    ["", (v) => `iban=${v}&bic=X`],
  ],
  us_ssn: [
    ["", (v) => `SSN: ${v}`],
    ["ssn", (v) => v.replaceAll("-", "")],
    ["", (v) => `her social security number is ${v}.`],
    ["", (v) => `{"ssn":"${v}"}`],
    ["", (v) => `${v},Ana,Lopez`],
    ["", (v) => `social security no. ${v.replaceAll("-", " ")}`],
  ],
  phone: [
    ["", (v) => `Call me at ${v} tomorrow.`],
    ["", (v) => `tel:${v}`],
    ["phone", (v) => v],
    ["", (v) => `{"mobile":"${v}"}`],
    ["", (v) => `Ana Lopez | ${v} | ana@acme.org`],
    ["", (v) => `Kontakt: ${v} (Büro)`],
    ["contact", (v) => `WhatsApp ${v}`],
  ],
  email: [
    ["", (v) => `write to ${v}, please`],
    ["", (v) => `<${v}>`],
    ["", (v) => `{"to":"${v}"}`],
    ["user", (v) => v],
    ["", (v) => `mailto:${v}?subject=x`],
    ["", (v) => `From: "Ana" <${v}>\n`],
  ],
  ip_address: [
    ["", (v) => `request from ${v} refused`],
    ["client_ip", (v) => v],
    ["", (v) => `{"remoteAddr":"${v}"}`],
    ["", (v) => `${v} - - [04/Mar/2026:05:06:07 +0000] "GET / HTTP/1.1" 200`],
    ["", (v) => `X-Forwarded-For: ${v}, 10.0.0.1`],
  ],
  passport: [
    ["", (v) => `Passport No: ${v}`],
    ["passport_number", (v) => v],
    ["", (v) => `{"passportNumber":"${v}"}`],
    ["", (v) => `my passport number is ${v}.`],
    ["", (v) => `Reisepass-Nr. ${v}`],
    ["", (v) => `passport ${v} issued 2020`],
  ],
  date_of_birth: [
    ["", (v) => `born on ${v}`],
    ["date_of_birth", (v) => v],
    ["", (v) => `DOB: ${v}`],
    ["", (v) => `{"birthDate":"${v}"}`],
    ["", (v) => `geboren am ${v}`],
  ],
  address: [
    ["", (v) => `Ship it to ${v}, please.`],
    ["address", (v) => v],
    ["", (v) => `{"street":"${v}"}`],
    ["shippingAddress", (v) => `${v}, 2nd floor`],
    ["", (v) => `I live at ${v}.`],
  ],
};
const MAKE = {
  card,
  iban,
  us_ssn: ssn,
  phone,
  email,
  ip_address: (random) => pick(random, [ip4, ip6])(random),
  passport,
  date_of_birth: birth,
  address: street,
};

/** @returns {{ type: string, name: string, text: string, datum: string }[]} */
export function personalData(random, rounds) {
  return Array.from({ length: rounds }, () =>
    Object.entries(PLACES).flatMap(([type, places]) =>
      places.map(([name, write]) => {
        const datum = MAKE[type](random);
        return { type, name, text: write(datum), datum };
      }),
    ),
  ).flat();
}

const ORDINARY = [
  [
    "order ids",
    "",
    (r) => `order ${digits(r, 10)} shipped with parcel ${digits(r, 12)}, invoice 2026-${digits(r, 6)}, ticket #${digits(r, 7)}`,
  ],
  ["long ids", "order_id", (r) => digits(r, 16)],
  [
    "timestamps",
    "",
    (r) => `1${digits(r, 9)} 1${digits(r, 12)} 2026-03-04T05:06:07.${digits(r, 3)}Z 20260304050607 05:06:07,${digits(r, 3)}`,
  ],
  [
    "prices and sizes",
    "",
    (r) =>
      `USD 1,${digits(r, 3)},${digits(r, 3)}.00 EUR ${digits(r, 4)}.${digits(r, 2)} ${digits(r, 9)} bytes, ${digits(r, 3)}.${digits(r, 3)}.${digits(r, 3)} rows, 12 345 678,90`,
  ],
  [
    "versions",
    "",
    (r) =>
      `v1.${digits(r, 2)}.${digits(r, 1)}.${digits(r, 3)} chrome/120.0.${digits(r, 4)}.${digits(r, 3)} build 10.0.${digits(r, 5)}.${digits(r, 4)} node@20.11.1 1.2.3-rc.4`,
  ],
  [
    "versions of four parts",
    "",
    (r) => `Microsoft.Extensions 8.0.0.${digits(r, 2)}, driver version 31.0.15.${digits(r, 4)}, FileVersion 4.8.${digits(r, 4)}.0`,
  ],
  [
    "uuids and hashes",
    "",
    (r) => `${hex(r, 8)}-${hex(r, 4)}-4${hex(r, 3)}-a${hex(r, 3)}-${hex(r, 12)} ${hex(r, 40)} ${hex(r, 64)} sha256:${hex(r, 64)}`,
  ],
  ["lockfile", "", (r) => `"node_modules/x": { "version": "1.2.${digits(r, 2)}", "integrity": "sha512-${hex(r, 80)}==" },\n`],
  ["git log", "", (r) => `commit ${hex(r, 40)}\nDate: Mon Mar 2 10:00:00 2026 +0100\nindex ${hex(r, 7)}..${hex(r, 7)} 100644`],
  [
    "code",
    "",
    (r) =>
      `const MASK = 0x${hex(r, 8)}; const big = ${digits(r, 15)}n; x = [${digits(r, 3)}, ${digits(r, 3)}, ${digits(r, 4)}]; color: rgba(12,34,56,.7); std::vector<int> a::b; 12:34:56`,
  ],
  [
    "svg",
    "",
    (r) =>
      `<path d="M${digits(r, 2)}.${digits(r, 3)} ${digits(r, 3)}.${digits(r, 2)}-${digits(r, 2)}.${digits(r, 3)} ${digits(r, 3)} ${digits(r, 3)} ${digits(r, 4)}z"/>`,
  ],
  ["coordinates", "", (r) => `52.${digits(r, 6)}, 13.${digits(r, 6)} zoom 12; 40.7${digits(r, 5)},-74.0${digits(r, 5)}`],
  [
    "log",
    "",
    (r) =>
      `[${digits(r, 5)}.${digits(r, 6)}] pid ${digits(r, 5)} tid ${digits(r, 5)} took ${digits(r, 4)} ms, ${digits(r, 7)} rows, heap ${digits(r, 9)}, port 5432, exit 137`,
  ],
  [
    "private and documentation addresses of code",
    "",
    () => "listen 127.0.0.1:8080; bind 0.0.0.0; ::1; http://localhost:3000; mask 255.255.255.0",
  ],
  [
    "arns and accounts",
    "",
    (r) =>
      `arn:aws:iam::${digits(r, 12)}:role/x projects/${digits(r, 12)}/secrets/y /subscriptions/${hex(r, 8)}-${hex(r, 4)}-4${hex(r, 3)}-a${hex(r, 3)}-${hex(r, 12)}`,
  ],
  ["isbn, ean, doi", "", (r) => `ISBN 978-3-16-148410-0, EAN 40${digits(r, 11)}, DOI 10.1000/182.${digits(r, 6)}, ISSN 2049-3630`],
  [
    "scopes and handles",
    "",
    () => "npm i @types/node@20.1.0 @scope/pkg@1.2.3 git@github.com:acme/web.git @ana user@localhost logo@2x.png root@web-1 a@b",
  ],
  [
    "ranges and scores",
    "",
    (r) =>
      `pages 123-456, 2019-2024, 3-0, 12-34-56, sections 4.2.1 and 4.2.2, ${digits(r, 3)}/${digits(r, 3)}, ${digits(r, 2)} - ${digits(r, 2)} %`,
  ],
  [
    "part numbers",
    "",
    (r) =>
      `SKU ${digits(r, 3)}-${digits(r, 4)}-${digits(r, 2)}, part ${digits(r, 5)}-${digits(r, 3)}, model XJ-${digits(r, 4)}-${digits(r, 4)}`,
  ],
  ["tracking numbers", "", (r) => `tracking 1Z${digits(r, 6)}${digits(r, 10)} and ${digits(r, 4)}${digits(r, 4)}${digits(r, 4)}`],
  ["times and dates", "", (r) => `due 2026-03-04, 04.03.2026 12:30, 3/4/2026, week 2026-W${digits(r, 2)}, cron 0 */5 * * 1-5`],
  [
    "sql",
    "",
    (r) => `SELECT * FROM orders WHERE id IN (${digits(r, 9)}, ${digits(r, 9)}, ${digits(r, 9)}) LIMIT 100 OFFSET ${digits(r, 6)}`,
  ],
  ["csv of numbers", "", (r) => `${digits(r, 8)},${digits(r, 10)},${digits(r, 6)},0.${digits(r, 12)},${digits(r, 11)}\n`],
  [
    "prose of streets",
    "",
    () =>
      "We took a drive down the road to a better place; the court was in session, the way forward is clear, and 3 St values were averaged.",
  ],
  ["german prose", "", () => "Das ist der Weg 2026 zu gehen; auf Platz 3 landete der Vorschlag, in Abschnitt 12 steht mehr."],
  ["passport js", "", () => "npm i passport passport-google-oauth20 passport-jwt@4.0.1; passport.use(new Strategy()); passport 0.7.0"],
  [
    "mac and times",
    "",
    (r) => `aa:bb:cc:${hex(r, 2)}:${hex(r, 2)}:${hex(r, 2)} 00:1a:2b:3c:4d:5e 12:34 12:34:56.789 1:2 ratio 16:9 a::b std::string`,
  ],
  ["epoch members", "created_at", (r) => `1${digits(r, 9)}`],
  ["numbers of members", "amount", (r) => digits(r, 9)],
  ["hex numbers", "", (r) => `0x${hex(r, 40)} #${hex(r, 6)} \\u00e9 %20 ${hex(r, 24)}`],
];

/** @returns {{ kind: string, name: string, text: string }[]} */
export const ordinaryData = (random, rounds) =>
  Array.from({ length: rounds }, () => ORDINARY.map(([kind, name, write]) => ({ kind, name, text: write(random) }))).flat();
