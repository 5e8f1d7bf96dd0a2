/**
 * The bench's models in Promela, each with the same states as its twin in TypeScript. One process, one location, every
 * step a d_step: no control states, no scratch variables in the vector, which is what makes SPIN fastest on them.
 */

const lines = (parts: ReadonlyArray<string>): string => `${parts.join("\n")}\n`;
const range = (count: number): ReadonlyArray<number> => Array.from({ length: count }, (_, i) => i);

export const twoPhaseCommitPromela = (managers: number): string => {
  const [all, commit, abort] = [2 ** managers - 1, 2 ** managers, 2 ** (managers + 1)];
  return lines([
    `/* two-phase commit, ${managers} resource managers; 0 working, 1 prepared, 2 committed, 3 aborted */`,
    `byte rm[${managers}]; byte tm; short prepared; short messages;`,
    "active proctype system() { do",
    `:: d_step { tm == 0 && prepared == ${all} -> tm = 1; messages = messages | ${commit} }`,
    `:: d_step { tm == 0 -> tm = 2; messages = messages | ${abort} }`,
    ...range(managers).flatMap((i) => [
      `:: d_step { tm == 0 && (messages & ${2 ** i}) -> prepared = prepared | ${2 ** i} }`,
      `:: d_step { rm[${i}] == 0 -> rm[${i}] = 1; messages = messages | ${2 ** i} }`,
      `:: d_step { rm[${i}] == 0 -> rm[${i}] = 3 }`,
      `:: d_step { (messages & ${commit}) -> rm[${i}] = 2 }`,
      `:: d_step { (messages & ${abort}) -> rm[${i}] = 3 }`,
    ]),
    "od }",
  ]);
};

/** A channel of bits is a byte: a leading 1, then the bits, the oldest lowest. */
export const lossyPairsPromela = (pairs: number, losses: number, capacity: number): string => {
  const full = 2 ** capacity;
  const put = (queue: string, bit: string): string =>
    `if ${range(capacity)
      .map(
        (k) =>
          `:: ${queue} >= ${2 ** k} && ${queue} < ${2 ** (k + 1)} -> ${queue} = (${queue} - ${2 ** k}) | (${bit} << ${k}) | ${2 ** (k + 1)}`,
      )
      .join(" ")} fi`;
  return lines([
    `/* ${pairs} stop-and-wait pairs, ${losses} losses, channels of ${capacity} */`,
    `byte losses = ${losses}; byte b;`,
    ...range(pairs).map((i) => `bit s${i}, w${i}, r${i}; byte f${i} = 1; byte a${i} = 1;`),
    "active proctype system() { do",
    ...range(pairs).flatMap((i) => [
      `:: d_step { !w${i} && f${i} < ${full} -> ${put(`f${i}`, `s${i}`)}; w${i} = 1 }`,
      `:: d_step { w${i} && f${i} < ${full} -> ${put(`f${i}`, `s${i}`)} }`,
      `:: d_step { f${i} > 1 && a${i} < ${full} -> b = f${i} & 1; f${i} = f${i} >> 1; ${put(`a${i}`, "b")}; if :: b == r${i} -> r${i} = 1 - r${i} :: else fi; b = 0 }`,
      `:: d_step { a${i} > 1 -> b = a${i} & 1; a${i} = a${i} >> 1; if :: w${i} && b == s${i} -> s${i} = 1 - s${i}; w${i} = 0 :: else fi; b = 0 }`,
      `:: d_step { losses > 0 && f${i} > 1 -> f${i} = f${i} >> 1; losses-- }`,
      `:: d_step { losses > 0 && a${i} > 1 -> a${i} = a${i} >> 1; losses-- }`,
    ]),
    "od }",
  ]);
};

/** 0 thinking, 1 holding the left fork, 2 eating, 3 holding the right fork only. */
export const philosophersPromela = (count: number): string =>
  lines([
    `/* ${count} dining philosophers */`,
    `byte p[${count}]; bit fork[${count}];`,
    "active proctype system() { do",
    ...range(count).flatMap((i) => {
      const right = (i + 1) % count;
      return [
        `:: d_step { p[${i}] == 0 && !fork[${i}] -> p[${i}] = 1; fork[${i}] = 1 }`,
        `:: d_step { p[${i}] == 1 && !fork[${right}] -> p[${i}] = 2; fork[${right}] = 1 }`,
        `:: d_step { p[${i}] == 2 -> p[${i}] = 3; fork[${i}] = 0 }`,
        `:: d_step { p[${i}] == 3 -> p[${i}] = 0; fork[${right}] = 0 }`,
      ];
    }),
    "od }",
  ]);

/**
 * 0 asleep, 1 candidate, 2 defeated, 3 leader, 4 follower. In every link the numbers rise from the oldest on (else the
 * counts would differ), so a link is a set of bits, the oldest the lowest; the bit above all numbers is "elected".
 */
export const ringElectionPromela = (count: number): string => {
  const elected = 2 ** count;
  return lines([
    `/* election in a ring of ${count} */`,
    `byte node[${count}]; short link[${count}];`,
    "active proctype system() { do",
    ...range(count).flatMap((i) => {
      const [self, own, smaller] = [`node[${i}]`, 2 ** i, 2 ** i - 1];
      const [inbound, outbound] = [`link[${(i + 1) % count}]`, `link[${i}]`];
      const take = `${inbound} = ${inbound} & (${inbound} - 1)`;
      return [
        `:: d_step { ${self} == 0 -> ${self} = 1; ${outbound} = ${outbound} | ${own} }`,
        `:: d_step { ${inbound} -> if`,
        `   :: (${inbound} & ${smaller}) -> ${take}; if :: ${self} == 0 -> ${self} = 1; ${outbound} = ${outbound} | ${own} :: else fi`,
        `   :: else -> if`,
        `     :: (${inbound} & ${own}) -> ${take}; ${self} = 3; ${outbound} = ${outbound} | ${elected}`,
        `     :: else -> if`,
        `       :: ${inbound} == ${elected} -> ${inbound} = 0; if :: ${self} == 3 :: else -> ${self} = 4; ${outbound} = ${elected} fi`,
        `       :: else -> ${self} = 2; ${outbound} = ${outbound} | (${inbound} & -${inbound}); ${take} fi fi fi }`,
      ];
    }),
    "od }",
  ]);
};
