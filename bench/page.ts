/** What was measured as a page in Markdown. Every number comes from the measurements; the words are fixed. */
import type { GrowthRow, Measured, Row, ScalingRow, Spread } from "./measure.js";

export type Machine = {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly kernel: string;
};

export type Version = { readonly name: string; readonly version: string };

export type PeerNote = {
  readonly name: string;
  /** undefined: not installed, and not measured. */
  readonly version: string | undefined;
  readonly commands: ReadonlyArray<string>;
};

export type Measurements = {
  readonly machine: Machine;
  readonly versions: ReadonlyArray<Version>;
  readonly peers: ReadonlyArray<PeerNote>;
  readonly runs: number;
  readonly cases: ReadonlyArray<{ readonly name: string; readonly what: string }>;
  /** The checkers of this project; the first is the one that ratios are of. */
  readonly ours: ReadonlyArray<string>;
  readonly rows: ReadonlyArray<Row>;
  readonly growth: ReadonlyArray<GrowthRow>;
  readonly scaling: ReadonlyArray<ScalingRow>;
};

const NOT_TOLD = "–";
const count = (n: number): string => n.toLocaleString("en-US");
const mebibytes = (bytes: number | undefined): string =>
  bytes === undefined ? NOT_TOLD : count(Math.round(bytes / 2 ** 20));
const oneDigit = (n: number | undefined): string => n?.toFixed(1) ?? NOT_TOLD;

/** A single run has no spread, and says that it is one. */
const spread = ({ median, min, max }: Spread, runs: number): string =>
  runs === 1 ? `${median.toFixed(2)} (one run)` : `${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`;

/** Numbers are aligned to the right; a heading that begins with a capital is of a column of words. */
const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [head, head.map((name) => (/^[A-Z]/.test(name) ? "---" : "---:")), ...rows]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");

const isMeasured = (peer: PeerNote): boolean => peer.version !== undefined;

const least = (numbers: ReadonlyArray<number | undefined>): number | undefined =>
  numbers.reduce((a, b) => (a === undefined || (b !== undefined && b < a) ? b : a), undefined);

const ratio = (a: number | undefined, b: number | undefined): string =>
  a === undefined || b === undefined ? NOT_TOLD : (a / b).toFixed(2);

/** Ours beside the fastest mode of any peer, and the least memory of any. */
const ratioRow = (name: string, what: string, m: Measurements): ReadonlyArray<string> | undefined => {
  const rows = m.rows.filter((row) => row.case === name);
  const ours = rows.find(({ checker }) => checker === m.ours[0]);
  if (ours === undefined) return undefined;
  const others = rows.filter(({ checker }) => !m.ours.includes(checker));
  const best = others.toSorted((a, b) => b.transitionsPerSecond - a.transitionsPerSecond)[0];
  const memory = least(others.map(({ peakBytes }) => peakBytes));
  return [
    name,
    what,
    count(ours.states),
    count(ours.generated),
    best?.checker ?? NOT_TOLD,
    ratio(ours.transitionsPerSecond, best?.transitionsPerSecond),
    ratio(ours.peakBytes, memory),
  ];
};

const ratios = (m: Measurements): string =>
  table(
    [
      "Case",
      "What it is",
      "states",
      "generated",
      "Fastest peer",
      "speed, times the fastest peer's",
      "memory, times the least peer's",
    ],
    m.cases.flatMap(({ name, what }) => [ratioRow(name, what, m)].filter((row) => row !== undefined)),
  );

const speed = ({ transitionsPerSecond }: Measured): string => (transitionsPerSecond / 1e6).toFixed(2);

const checkers = (rows: ReadonlyArray<Row>): string =>
  table(
    ["Case", "Checker", "seconds", "million transitions/s", "bytes per state", "peak MiB", "compile s"],
    rows.map((row) => [
      row.case,
      row.checker,
      spread(row.seconds, row.runs),
      speed(row),
      oneDigit(row.bytesPerState),
      mebibytes(row.peakBytes),
      row.compileSeconds === 0 ? NOT_TOLD : row.compileSeconds.toFixed(1),
    ]),
  );

const growthTable = (rows: ReadonlyArray<GrowthRow>): string =>
  table(
    ["Size", "states", "generated", "seconds", "ns per transition", "bytes per state", "peak MiB"],
    rows.map((row) => [
      row.size,
      count(row.states),
      count(row.generated),
      spread(row.seconds, row.runs),
      Math.round(1e9 / row.transitionsPerSecond).toString(),
      oneDigit(row.bytesPerState),
      mebibytes(row.peakBytes),
    ]),
  );

const scalingTable = (rows: ReadonlyArray<ScalingRow>): string =>
  table(
    ["Case", "workers", "seconds", "million transitions/s", "times one worker's", "bytes per state", "peak MiB"],
    rows.map((row) => [
      row.case,
      row.workers.toString(),
      spread(row.seconds, row.runs),
      speed(row),
      ratio(
        row.transitionsPerSecond,
        rows.find((each) => each.case === row.case && each.workers === 1)?.transitionsPerSecond,
      ),
      oneDigit(row.bytesPerState),
      mebibytes(row.peakBytes),
    ]),
  );

const section = (title: string, ...parts: ReadonlyArray<string>): string => [`## ${title}`, ...parts].join("\n\n");
const list = (items: ReadonlyArray<string>): string => items.map((item) => `- ${item}`).join("\n");
const shell = (commands: ReadonlyArray<string>): string => ["```sh", ...commands, "```"].join("\n");
const unique = (names: ReadonlyArray<string>): ReadonlyArray<string> => [...new Set(names)];

const machineList = ({ machine, versions, peers }: Measurements): string =>
  list([
    `Processor: ${machine.cpu}, cores: ${machine.cores}, memory: ${(machine.memoryBytes / 2 ** 30).toFixed(1)} GiB`,
    `System: ${machine.kernel}`,
    ...versions.map(({ name, version }) => `${name}: ${version}`),
    ...peers.map(({ name, version }) => `${name}: ${version ?? "not installed, not measured"}`),
  ]);

const INTRODUCTION = `# Performance

Written by \`npm run bench -- --write\`; nothing here is edited by hand. Every exploration visits all reachable states, without
reductions, in a process of its own, with one thread unless a table says otherwise. Checkers take turns: each runs once,
then each runs again, so that what slows the machine down for a while slows them all. Seconds are medians, with the least
and the most. The search alone is timed: neither the start of a process nor a compilation counts, but for Rumur, which
tells whole seconds only and is timed from start to end. A run that is interrupted goes on with the cases that it has not
finished.`;

const EQUAL = `States and transitions are equal in all checkers, or nothing is written. "Generated" is initial states + transitions: what
SPIN calls stored + matched, and Rumur's rules fired + 1.

Bytes per state are those of what keeps the visited states: here all that the checker holds, the queue and the ways back
included; for SPIN its states and its hash table, without the stack; Rumur does not tell. Peak is the most that the whole
process had in memory: for this project with Node and its compiler, which take some 50 MiB by themselves.`;

const TWINS = `The models are in test/models; their twins are written by hand. Those in bench/promela.ts and bench/murphi.ts are made to
be fast: one process and no scratch variables, queues and sets as bits of a number. The handover (test/model/promela) is
written to be compared with the documents: several processes and real channels, with \`spin -a -o2\`, so that variables that
no step reads stay in the state. It has hidden variables, with which SPIN has no breadth-first search, and no twin in
Murphi. Properties are checked here as in test/models, and none in the peers; the handover has none in either.`;

const GROWTH = `Without other checkers. From size to size, time per transition and memory per state tell how the checker scales.`;

const SCALING = `The same exploration with several workers. More workers than cores cannot be faster.`;

const AGAIN = `SPIN and Rumur are Debian packages (\`apt-get install spin rumur gcc libc6-dev\`). A peer that is not on the PATH is left
out. SPIN's hash table (\`-w\`) has about one slot per state; bench/cases.ts has the number. A new
peer is one file beside bench/spin.ts, listed in bench/peers.ts.`;

const COMMANDS = [
  "npm ci",
  "npm run bench -- --write                      # this page; cases marked long are left out",
  "npm run bench -- --write --all                # with the long cases, once each",
  'npm run bench -- --runs 1 --case "handover"   # one case, to the terminal',
  "npm run bench -- --json                       # the same as JSON",
];

const growthSection = ({ growth }: Measurements): ReadonlyArray<string> =>
  growth.length === 0
    ? []
    : [
        section(
          "Growth with the size of the model",
          GROWTH,
          ...unique(growth.map(({ model }) => model)).flatMap((model) => [
            `### ${model}`,
            growthTable(growth.filter((row) => row.model === model)),
          ]),
        ),
      ];

const scalingSection = ({ scaling }: Measurements): ReadonlyArray<string> =>
  scaling.length === 0 ? [] : [section("Several workers", SCALING, scalingTable(scaling))];

/** Not yet aligned as prettier wants it. */
export const page = (m: Measurements): string =>
  [
    INTRODUCTION,
    section("Machine and versions", machineList(m)),
    section("Beside other checkers", EQUAL, TWINS, ratios(m), checkers(m.rows)),
    ...growthSection(m),
    ...scalingSection(m),
    section(
      "How to run it again",
      shell(COMMANDS),
      AGAIN,
      ...m.peers
        .filter(isMeasured)
        .flatMap(({ name, commands }) => [`${name} is compiled and run so:`, shell(commands)]),
    ),
    "",
  ].join("\n\n");
