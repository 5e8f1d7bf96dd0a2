/**
 * The bench's models in Murphi, each with the same states as its twin in TypeScript; as in the Promela, sets and queues
 * are numbers, and each way for a step to happen is a rule of its own, so that rules fired are transitions.
 */

const lines = (parts: ReadonlyArray<string>): string => `${parts.join("\n")}\n`;
const range = (count: number): ReadonlyArray<number> => Array.from({ length: count }, (_, i) => i);
const rule = (guard: string, ...steps: ReadonlyArray<string>): string =>
  `rule ${guard} ==> begin ${steps.join("; ")}; end;`;

export const twoPhaseCommitMurphi = (managers: number): string => {
  const [all, commit, abort] = [2 ** managers - 1, 2 ** managers, 2 ** (managers + 1)];
  return lines([
    `-- two-phase commit, ${managers} resource managers; 0 working, 1 prepared, 2 committed, 3 aborted`,
    `var rm: array [0 .. ${managers - 1}] of 0 .. 3; tm: 0 .. 2; prepared: 0 .. ${all}; messages: 0 .. ${2 * abort - 1};`,
    `startstate begin tm := 0; prepared := 0; messages := 0; for i: 0 .. ${managers - 1} do rm[i] := 0; end; end;`,
    rule(`tm = 0 & prepared = ${all}`, "tm := 1", `messages := messages | ${commit}`),
    rule("tm = 0", "tm := 2", `messages := messages | ${abort}`),
    ...range(managers).flatMap((i) => [
      rule(`tm = 0 & (messages & ${2 ** i}) != 0`, `prepared := prepared | ${2 ** i}`),
      rule(`rm[${i}] = 0`, `rm[${i}] := 1`, `messages := messages | ${2 ** i}`),
      rule(`rm[${i}] = 0`, `rm[${i}] := 3`),
      rule(`(messages & ${commit}) != 0`, `rm[${i}] := 2`),
      rule(`(messages & ${abort}) != 0`, `rm[${i}] := 3`),
    ]),
  ]);
};

/** A channel of bits is a number: a leading 1, then the bits, the oldest lowest. */
export const lossyPairsMurphi = (pairs: number, losses: number, capacity: number): string => {
  const full = 2 ** capacity;
  const put = (queue: string, bit: string): string =>
    `${range(capacity)
      .map((k) => `if ${queue} < ${2 ** (k + 1)} then ${queue} := ${queue} + ${2 ** k} + ${2 ** k} * ${bit}`)
      .join("; els")}; end`;
  return lines([
    `-- ${pairs} stop-and-wait pairs, ${losses} losses, channels of ${capacity}`,
    `var losses: 0 .. ${losses}; s, w, r: array [0 .. ${pairs - 1}] of 0 .. 1;`,
    `  f, a: array [0 .. ${pairs - 1}] of 1 .. ${2 * full - 1};`,
    `startstate begin losses := ${losses};`,
    `  for i: 0 .. ${pairs - 1} do s[i] := 0; w[i] := 0; r[i] := 0; f[i] := 1; a[i] := 1; end; end;`,
    ...range(pairs).flatMap((i) => {
      const [s, w, r, f, a] = [`s[${i}]`, `w[${i}]`, `r[${i}]`, `f[${i}]`, `a[${i}]`];
      return [
        rule(`${w} = 0 & ${f} < ${full}`, put(f, s), `${w} := 1`),
        rule(`${w} = 1 & ${f} < ${full}`, put(f, s)),
        rule(
          `${f} > 1 & ${a} < ${full}`,
          put(a, `(${f} & 1)`),
          `if (${f} & 1) = ${r} then ${r} := 1 - ${r}; end`,
          `${f} := ${f} >> 1`,
        ),
        rule(`${a} > 1`, `if ${w} = 1 & (${a} & 1) = ${s} then ${s} := 1 - ${s}; ${w} := 0; end`, `${a} := ${a} >> 1`),
        rule(`losses > 0 & ${f} > 1`, `${f} := ${f} >> 1`, "losses := losses - 1"),
        rule(`losses > 0 & ${a} > 1`, `${a} := ${a} >> 1`, "losses := losses - 1"),
      ];
    }),
  ]);
};

/** 0 thinking, 1 holding the left fork, 2 eating, 3 holding the right fork only. */
export const philosophersMurphi = (count: number): string =>
  lines([
    `-- ${count} dining philosophers`,
    `var p: array [0 .. ${count - 1}] of 0 .. 3; fork: array [0 .. ${count - 1}] of 0 .. 1;`,
    `startstate begin for i: 0 .. ${count - 1} do p[i] := 0; fork[i] := 0; end; end;`,
    ...range(count).flatMap((i) => {
      const right = `fork[${(i + 1) % count}]`;
      return [
        rule(`p[${i}] = 0 & fork[${i}] = 0`, `p[${i}] := 1`, `fork[${i}] := 1`),
        rule(`p[${i}] = 1 & ${right} = 0`, `p[${i}] := 2`, `${right} := 1`),
        rule(`p[${i}] = 2`, `p[${i}] := 3`, `fork[${i}] := 0`),
        rule(`p[${i}] = 3`, `p[${i}] := 0`, `${right} := 0`),
      ];
    }),
  ]);

/** As in the Promela: a link is a set of bits, the oldest the lowest; the bit above all numbers is "elected". */
export const ringElectionMurphi = (count: number): string => {
  const elected = 2 ** count;
  return lines([
    `-- election in a ring of ${count}; 0 asleep, 1 candidate, 2 defeated, 3 leader, 4 follower`,
    `var node: array [0 .. ${count - 1}] of 0 .. 4; link: array [0 .. ${count - 1}] of 0 .. ${2 * elected - 1};`,
    `startstate begin for i: 0 .. ${count - 1} do node[i] := 0; link[i] := 0; end; end;`,
    ...range(count).flatMap((i) => {
      const [self, own, smaller] = [`node[${i}]`, 2 ** i, 2 ** i - 1];
      const [inbound, outbound] = [`link[${(i + 1) % count}]`, `link[${i}]`];
      const begin = `${self} := 1; ${outbound} := ${outbound} | ${own}`;
      return [
        rule(`${self} = 0`, begin),
        rule(
          `${inbound} != 0`,
          [
            `if (${inbound} & ${smaller}) != 0 then if ${self} = 0 then ${begin}; end`,
            `elsif (${inbound} & ${own}) != 0 then ${self} := 3; ${outbound} := ${outbound} | ${elected}`,
            `elsif ${inbound} = ${elected} then if ${self} != 3 then ${self} := 4; ${outbound} := ${elected}; end`,
            `else ${self} := 2; ${outbound} := ${outbound} | (${inbound} - (${inbound} & (${inbound} - 1))); end`,
          ].join("; "),
          `${inbound} := ${inbound} & (${inbound} - 1)`,
        ),
      ];
    }),
  ]);
};
