// Personal data by kind, each in places of its own: [type, value an agent sends or receives, the datum].
// Ground rule: the datum identifies or reaches a person (or their account or connection), and a competent reader sees that where it stands.
// The region of the module is the US: numbers of other countries are written with their country's code.
import { cap, pad } from "./mint.mjs";

const plain = (text) => text.normalize("NFD").replaceAll(/[^\w ]/g, "");

function luhn(digits) {
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const doubled = Number(digit) * (i % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return digits + ((10 - (sum % 10)) % 10);
}

function iban(country, account) {
  const moved = [...`${account}${country}00`].map((c) => Number.parseInt(c, 36)).join("");
  return `${country}${pad(98 - Number(BigInt(moved) % 97n))}${account}`;
}

const grouped = (text, by = " ") => text.match(/.{1,4}/g).join(by);
const visa = (m) => luhn(`4${m.digits(14)}`);
const card = (m) => luhn(m.pick([`4${m.digits(14)}`, `5${m.int(1, 5)}${m.digits(13)}`, `37${m.digits(12)}`, `6011${m.digits(11)}`]));
const account = (m) =>
  m.pick([
    () => iban("DE", m.digits(18)),
    () => iban("GB", `NWBK${m.digits(14)}`),
    () => iban("NL", `ABNA0${m.digits(9)}`),
    () => iban("FR", `${m.digits(10)}${m.up36(11)}${m.digits(2)}`),
    () => iban("ES", m.digits(20)),
    () => iban("CH", `00${m.digits(15)}`),
  ])();
const ssn = (m) => `${m.int(101, 665)}-${pad(m.int(1, 99))}-${pad(m.int(1, 9999), 4)}`;
const email = (m) =>
  m.pick([
    () => `${m.first()}.${m.last()}@${m.host()}`.toLowerCase(),
    () =>
      `${m.first()[0]}${m.last()}${m.int(1, 99)}@${m.pick(["gmail.com", "outlook.com", "gmx.de", "yahoo.co.uk", "protonmail.com"])}`.toLowerCase(),
    () => `${m.first()}+${m.noun()}@${m.host()}`.toLowerCase(),
  ])();
/** Area codes and exchanges that are in use. */
const national = (m) => [
  m.pick(["212", "415", "312", "206", "617", "303", "512", "404"]),
  `${m.int(2, 9)}${m.int(2, 9)}${m.int(2, 9)}`,
  m.digits(4),
];
const usPhone = (m) => {
  const [area, exchange, line] = national(m);
  return m.pick([
    `(${area}) ${exchange}-${line}`,
    `+1 ${area}-${exchange}-${line}`,
    `${area}-${exchange}-${line}`,
    `+1${area}${exchange}${line}`,
    `${area}.${exchange}.${line}`,
  ]);
};
const farPhone = (m) =>
  m.pick([
    () => `+49 151 ${m.digits(8)}`,
    () => `+49 (0)89 ${m.int(2, 9)}${m.digits(6)}`,
    () => `+44 7${m.pick(["400", "700", "911"])} ${m.digits(6)}`,
    () => `+33 6 ${m.int(10, 99)} ${m.digits(2)} ${m.digits(2)} ${m.digits(2)}`,
    () => `+34 6${m.int(10, 79)} ${m.digits(3)} ${m.digits(3)}`,
    () => `+91 98${m.digits(3)} ${m.digits(5)}`,
    () => `+81 90-${m.int(1, 9)}${m.digits(3)}-${m.digits(4)}`,
    () => `+55 11 9${m.int(6, 9)}${m.digits(3)}-${m.digits(4)}`,
  ])();
const publicV4 = (m) => `${m.pick([24, 62, 73, 81, 88, 91, 109, 178, 185, 217])}.${m.int(1, 254)}.${m.int(1, 254)}.${m.int(1, 254)}`;
const publicV6 = (m) =>
  `2${m.pick(["a02", "003", "600", "607"])}:${m.int(1, 9)}${m.hex(3)}:${m.int(1, 9)}${m.hex(3)}:${m.int(1, 9)}${m.hex(2)}::${m.int(1, 9)}${m.hex(3)}`;
const usStreet = (m) =>
  `${m.int(2, 9800)} ${m.pick(["Maple", "Oak Hill", "Lincoln", "W 34th", "Sunset", "Cedar"])} ${m.pick(["Street", "St", "Ave", "Blvd", "Drive", "Rd"])}${m.pick(["", ", Apt 4B", " #12"])}, ${m.pick(["Springfield, IL 62704", "Austin, TX 78701", "Portland, OR 97205", "Denver, CO 80203"])}`;
const farStreet = (m) =>
  m.pick([
    `Lindenstraße ${m.int(1, 99)}, ${m.int(10, 99)}${m.digits(3)} ${m.pick(["Berlin", "Köln", "Leipzig"])}`,
    `${m.int(1, 200)} rue de la République, 69002 Lyon`,
    `Calle de Alcalá ${m.int(1, 200)}, 28014 Madrid`,
    `${m.int(1, 200)} Church Road, London SW${m.int(1, 9)}A ${m.int(1, 9)}AB`,
    `Via Roma ${m.int(1, 99)}, 20121 Milano`,
    `Keizersgracht ${m.int(1, 700)}, 1016 GC Amsterdam`,
  ]);
const passport = (m) =>
  m.pick([`C${m.pick([..."FGHJK"])}${m.digits(7)}`, m.digits(9), `${m.upper(2)}${m.digits(7)}`, `${m.upper(1)}${m.digits(8)}`]);
const born = (m) => [m.int(1945, 2004), pad(m.int(1, 12)), pad(m.int(1, 28))];
const MONTHS = "January February March April May June July August September October November December".split(" ");
const birthday = (m) => {
  const [year, month, day] = born(m);
  return m.pick([
    `${year}-${month}-${day}`,
    `${month}/${day}/${year}`,
    `${day}.${month}.${year}`,
    `${MONTHS[month - 1]} ${Number(day)}, ${year}`,
  ]);
};

const name = (m) => `${m.first()} ${m.last()}`;
/** Ten places for a datum that has a label of a person's record: key of JSON, words, column. */
const places = (key, words, column) => [
  (m, d) => ({ customer: { name: name(m), [key]: d, plan: "pro" } }),
  (m, d) => ({ rows: [{ id: m.int(1, 999), first_name: m.first(), [key]: d }] }),
  (m, d) => ({ text: `Customer ${name(m)} called, ${words}: ${d}. Wants a refund.` }),
  (m, d) => ({ body: `Dear ${m.first()},\n\nplease confirm ${words} ${d} until Friday.\n\nBest\n${m.first()}` }),
  (m, d) => ({ content: `name\t${column}\tplan\n${name(m)}\t${d}\tpro\n` }),
  (m, d) => ({ stdout: `${m.time()} INFO signup name="${name(m)}" ${key}="${d}" source=web` }),
  (m, d) => ({ content: `| Name | ${cap(column)} |\n| --- | --- |\n| ${name(m)} | ${d} |\n` }),
  (m, d) => ({ arguments: JSON.stringify({ user: { full_name: name(m), [key]: d } }) }),
  (m, d) => ({
    fields: [
      { label: "Name", value: name(m) },
      { label: cap(words), value: d },
    ],
  }),
  (m, d) => ({ query: `INSERT INTO people (name, ${key}) VALUES ('${plain(name(m))}', '${d}');` }),
];
const at = (type, make, ...labels) => [type, make, places(...labels)];

const EXTRA = [
  [
    "email",
    email,
    [
      (m, d) => ({ text: `"${name(m)}" <${d}>, cc: team` }),
      (_, d) => ({ stdout: `Author: ${d}\n    fix` }),
      (_, d) => ({ url: `https://app.test/u?mail=${encodeURIComponent(d)}` }),
      (_, d) => ({ html: `<a href="mailto:${d}">write</a>` }),
    ],
  ],
  [
    "ip_address",
    publicV4,
    [
      (m, d) => ({ log: `${d} - - [02/Mar/2026:10:00:0${m.int(0, 9)} +0000] "GET /account HTTP/1.1" 200 812` }),
      (_, d) => ({ log: `sshd[811]: Failed password for root from ${d} port 50122 ssh2` }),
      (_, d) => ({ headers: { "x-forwarded-for": d } }),
      (_, d) => ({ text: `user signed in from ${d} (Safari)` }),
    ],
  ],
  [
    "phone",
    usPhone,
    [
      (_, d) => ({ text: `call me on ${d} after five` }),
      (_, d) => ({ html: `<a href="tel:${d}">${d}</a>` }),
      (m, d) => ({ signature: `${name(m)}\nHead of Sales\nM ${d}` }),
    ],
  ],
  ["card", visa, [(_, d) => ({ text: `charge ${grouped(d)} exp 09/28` }), (_, d) => ({ pan: grouped(d, "-"), brand: "visa" })]],
];

const KINDS = [
  at("email", email, "email", "his email address", "email"),
  at(
    "email",
    (m) => `${m.first().toLowerCase()}@${m.pick(["müller-bau.de", "büro.example-firma.at", "学校.jp"])}`,
    "email",
    "her email",
    "email",
  ),
  at("phone", usPhone, "phone", "the phone number", "phone"),
  at("phone", farPhone, "mobile", "the mobile number", "mobile"),
  at("card", card, "card_number", "the credit card", "card number"),
  at("card", (m) => grouped(visa(m)), "card", "card number", "card"),
  at("iban", account, "iban", "the IBAN", "iban"),
  at("iban", (m) => grouped(account(m)), "bank_account", "the IBAN", "IBAN"),
  at("us_ssn", ssn, "ssn", "SSN", "ssn"),
  at("us_ssn", (m) => ssn(m).replaceAll("-", ""), "social_security_number", "social security number", "ssn"),
  at("ip_address", publicV4, "ip", "the IP address", "ip address"),
  at("ip_address", publicV6, "client_ip", "the IP address", "ip"),
  at("passport", passport, "passport_number", "passport number", "passport no"),
  at("address", usStreet, "address", "the home address", "address"),
  at("address", farStreet, "street_address", "the address", "address"),
  at("date_of_birth", birthday, "date_of_birth", "date of birth", "date of birth"),
  at("date_of_birth", birthday, "dob", "DOB", "birthday"),
  ...EXTRA,
];

const ROUNDS = 4;

/** @returns {{ type: string, value: unknown, datum: string }[]} */
export const fifthPersonal = (m) =>
  m
    .times(ROUNDS, () =>
      KINDS.flatMap(([type, make, writers]) =>
        writers.map((write) => {
          const datum = make(m);
          return { type, value: write(m, datum), datum };
        }),
      ),
    )
    .flat();
