/**
 * Two-phase commit (Gray and Lamport, "Consensus on Transaction Commit"; tlaplus/Examples transaction_commit/TwoPhase):
 * resource managers prepare or abort on their own, the transaction manager commits once all are prepared, or aborts.
 * Messages stay for ever in a set. Published: 3 managers 288 states, 1,146 generated; 5: 8,832; 7: 296,448; 9: 10,340,352.
 */
import { family, specify } from "../../checker/specify.js";
import type { System } from "../../checker/system.js";

type Rm = "working" | "prepared" | "committed" | "aborted";
type Tm = { readonly state: "init" | "committed" | "aborted"; readonly prepared: ReadonlyArray<number> };
type Message = "commit" | "abort" | { readonly prepared: number };

type TwoPhaseCommit = {
  components: { tm: Tm } & { [rm: `rm${number}`]: Rm };
  channels: { messages: Message };
  label: string;
};

const { rule, always, sometimes, system } = specify<TwoPhaseCommit>();

const managerRules = (managers: number) => [
  rule("TMCommit", ["tm"], ({ tm }) =>
    tm.state === "init" && tm.prepared.length === managers
      ? [
          {
            label: "TMCommit",
            next: { tm: { ...tm, state: "committed" } },
            send: [{ to: "messages", message: "commit" }],
          },
        ]
      : [],
  ),
  rule("TMAbort", ["tm"], ({ tm }) =>
    tm.state === "init"
      ? [{ label: "TMAbort", next: { tm: { ...tm, state: "aborted" } }, send: [{ to: "messages", message: "abort" }] }]
      : [],
  ),
  rule("TMRcvPrepared", ["tm", "messages"], ({ tm, messages }) =>
    tm.state !== "init"
      ? []
      : messages.flatMap((message) =>
          typeof message === "string"
            ? []
            : [
                {
                  label: `TMRcvPrepared(${message.prepared})`,
                  next: {
                    tm: { ...tm, prepared: [...new Set([...tm.prepared, message.prepared])].toSorted((a, b) => a - b) },
                  },
                },
              ],
        ),
  ),
];

const resourceRules = (i: number) => {
  const rm = `rm${i}` as const;
  return [
    rule(`RMPrepare(${i})`, { self: rm }, ({ self }) =>
      self === "working"
        ? [
            {
              label: `RMPrepare(${i})`,
              next: { self: "prepared" },
              send: [{ to: "messages", message: { prepared: i } }],
            },
          ]
        : [],
    ),
    rule(`RMChooseToAbort(${i})`, { self: rm }, ({ self }) =>
      self === "working" ? [{ label: `RMChooseToAbort(${i})`, next: { self: "aborted" } }] : [],
    ),
    rule(`RMRcvCommitMsg(${i})`, { self: rm, messages: "messages" }, ({ messages }) =>
      messages.includes("commit") ? [{ label: `RMRcvCommitMsg(${i})`, next: { self: "committed" } }] : [],
    ),
    rule(`RMRcvAbortMsg(${i})`, { self: rm, messages: "messages" }, ({ messages }) =>
      messages.includes("abort") ? [{ label: `RMRcvAbortMsg(${i})`, next: { self: "aborted" } }] : [],
    ),
  ];
};

export const twoPhaseCommit = (resources: number): System => {
  const numbers = Array.from({ length: resources }, (_, i) => i + 1);
  const rms = numbers.map((i) => `rm${i}` as const);
  return system({
    name: `two-phase commit, ${resources} resource managers`,
    components: {
      tm: [{ state: "init", prepared: [] }],
      ...family(rms, (): ReadonlyArray<Rm> => ["working"]),
    },
    channels: { messages: { discipline: "set" } },
    rules: [...managerRules(resources), ...numbers.flatMap(resourceRules)],
    properties: [
      always("consistent", rms, (view) => {
        const states = Object.values(view);
        return !(states.includes("committed") && states.includes("aborted"));
      }),
      sometimes("all commit", rms, (view) => Object.values(view).every((state) => state === "committed")),
      sometimes("all abort", rms, (view) => Object.values(view).every((state) => state === "aborted")),
    ],
  });
};
