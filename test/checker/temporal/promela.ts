/**
 * Models in Promela with one formula each. SPIN's weak fairness is of processes: so what is fair here is a process of its
 * own, or one whose rules are never enabled side by side, and a process that nothing is owed may always do nothing.
 */

const range = (count: number): ReadonlyArray<number> => Array.from({ length: count }, (_, i) => i);

const BITS = ["false", "true"];

const process = (name: string, alternatives: ReadonlyArray<string>): string =>
  `active proctype ${name}() { do ${alternatives.map((one) => `:: atomic { ${one} }`).join(" ")} od }`;

const lines = (...parts: ReadonlyArray<string>): string => `${parts.join("\n")}\n`;

const choose = (what: string, values: ReadonlyArray<string>): string =>
  `if ${values.map((value) => `:: ${what} = ${value}`).join(" ")} fi;`;

/** pc: 0 to 3 are a0 to a3, 4 the critical section, 5 a4. */
export const petersonPromela = (me: 1 | 2): string =>
  lines(
    "byte pc[3]; bool wants[3]; byte turn = 1;",
    ...[1, 2].map((i) =>
      process(`p${i}`, [
        `pc[${i}] == 0 -> pc[${i}] = 1`,
        `pc[${i}] == 1 -> pc[${i}] = 2; wants[${i}] = true`,
        `pc[${i}] == 2 -> pc[${i}] = 3; turn = ${3 - i}`,
        `pc[${i}] == 3 && (!wants[${3 - i}] || turn == ${i}) -> pc[${i}] = 4`,
        `pc[${i}] == 4 -> pc[${i}] = 5`,
        `pc[${i}] == 5 -> pc[${i}] = 0; wants[${i}] = false`,
      ]),
    ),
    `ltl enters { [] ((pc[${me}] >= 1 && pc[${me}] <= 3) -> <> (pc[${me}] == 4)) }`,
  );

/** p: 0 thinking, 1 holding the first fork, 2 eating, 3 holding the second. */
const table = (count: number, isOrdered: boolean): ReadonlyArray<string> => [
  `byte p[${count}]; bool taken[${count}];`,
  ...range(count).map((i) => {
    const forks = [i, (i + 1) % count];
    const [first, second] = isOrdered ? forks.toSorted((a, b) => a - b) : forks;
    return process(`philosopher${i}`, [
      `p[${i}] == 0 && !taken[${first}] -> p[${i}] = 1; taken[${first}] = true`,
      `p[${i}] == 1 && !taken[${second}] -> p[${i}] = 2; taken[${second}] = true`,
      `p[${i}] == 2 -> p[${i}] = 3; taken[${first}] = false`,
      `p[${i}] == 3 -> p[${i}] = 0; taken[${second}] = false`,
    ]);
  }),
];

export const mealsPromela = (count: number, isOrdered: boolean): string =>
  lines(...table(count, isOrdered), "ltl meals { [] <> (p[0] == 2) }");

/** Two compete for fork 0, and whoever has it finds fork 1 free: strong fairness of the first fork is all they need. */
export const strongMealsPromela: string = lines(
  ...table(2, true),
  `ltl meals { (${[0, 1].map((i) => `([] <> (p[${i}] == 0 && !taken[0]) -> [] <> (p[${i}] == 1))`).join(" && ")}) -> [] <> (p[0] == 2) }`,
);

/** Colours: true is black. From every state, chosen before `started`. */
export const detectionPromela = (count: number): string => {
  const all = range(count);
  return lines(
    `bool busy[${count}], black[${count}], tokenBlack = true, started; byte at;`,
    ...all.map((i) =>
      process(`system${i}`, [
        i === 0
          ? `started && at == 0 && (tokenBlack || black[0]) -> at = ${count - 1}; tokenBlack = false; black[0] = false`
          : `started && at == ${i} && (!busy[${i}] || black[${i}] || tokenBlack) -> ` +
            `at = ${i - 1}; tokenBlack = tokenBlack || black[${i}]; black[${i}] = false`,
      ]),
    ),
    ...all.map((i) =>
      process(`environment${i}`, [
        "started -> skip",
        `started && busy[${i}] -> busy[${i}] = false`,
        ...all
          .filter((j) => j !== i)
          .map((j) => `started && busy[${i}] -> busy[${j}] = true;${j > i ? ` black[${i}] = true` : ""}`),
      ]),
    ),
    `init { atomic { ${all.map((i) => choose(`busy[${i}]`, BITS) + choose(`black[${i}]`, BITS)).join(" ")}`,
    `  ${choose("at", all.map(String))} started = true } }`,
    `ltl detected { [] ((started && ${all.map((i) => `!busy[${i}]`).join(" && ")}) -> `,
    "  <> (at == 0 && !tokenBlack && !black[0] && !busy[0])) }",
  );
};

/** EWD426, from every state, chosen before `started`. */
export const stabilizingPromela = (count: number, values: number): string => {
  const tokens = ["(c[0] == c[" + (count - 1) + "])", ...range(count - 1).map((i) => `(c[${i + 1}] != c[${i}])`)];
  return lines(
    `byte c[${count}]; bool started;`,
    process("first", [`started && c[0] == c[${count - 1}] -> c[0] = (c[0] + 1) % ${values}`]),
    ...range(count - 1).map((i) =>
      process(`node${i + 1}`, [`started && c[${i + 1}] != c[${i}] -> c[${i + 1}] = c[${i}]`]),
    ),
    `init { atomic { ${range(count)
      .map((i) => choose(`c[${i}]`, range(values).map(String)))
      .join(" ")} started = true } }`,
    `ltl stable { <> [] (${tokens.join(" + ")} == 1) }`,
  );
};

/** Loses the first message of a queue, or the second, or nothing; the scratch variables are no part of the state. */
const drop = (queue: string, first: string, second: string): ReadonlyArray<string> => [
  `nempty(${queue}) -> ${queue}?${first}; last = 0`,
  `len(${queue}) == 2 -> ${queue}?${first}; ${queue}?${second}; ${queue}!${first}; last = 0`,
  "last = 0",
];

/** Queues of two. `last` is 1 after RcvMsg, 2 after RcvAck, so that the formula can ask for strong fairness of both. */
export const deliveryPromela = (isStrong: boolean): string => {
  const assumed = [1, 2].map((i) => `([] <> (len(${i === 1 ? "frames" : "acks"}) > 0) -> [] <> (last == ${i}))`);
  const delivered = "[] ((sent == 1 && sbit != sack) -> <> (received == 1))";
  return lines(
    "chan frames = [2] of { bit, bit }; chan acks = [2] of { bit };",
    "bit sbit, sack, sent, rbit, received; byte last; hidden byte b, d, e, f;",
    process("sndNewValue", [
      ...[0, 1].map((v) => `sbit == sack && nfull(frames) -> sbit = 1 - sbit; sent = ${v}; frames!sbit,sent; last = 0`),
      "last = 0",
    ]),
    process("reSndMsg", ["sbit != sack && nfull(frames) -> frames!sbit,sent; last = 0"]),
    process("rcvMsg", ["nempty(frames) -> frames?rbit,received; last = 1"]),
    process("sndAck", ["nfull(acks) -> acks!rbit; last = 0"]),
    process("rcvAck", ["nempty(acks) -> acks?sack; last = 2"]),
    process("loseMsg", drop("frames", "b,d", "e,f")),
    process("loseAck", drop("acks", "b", "e")),
    `ltl delivered { ${isStrong ? `(${assumed.join(" && ")}) -> ` : ""}(${delivered}) }`,
  );
};
