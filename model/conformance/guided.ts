/** The model's rules as a replay needs them: no limits of exploration, and PBUs with the contents that were seen. */
import type { ErasedOutcome, Rule } from "../../checker/system.js";
import { noStation } from "../entities/poa.js";
import type { Options } from "../options.js";
import type { Budget, HomeAgent, MobileNodeState, Session, Station } from "../state.js";
import type { Pbu } from "../vocabulary.js";
import type { Elapsed, Seen } from "./seen.js";

type Values = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Values => typeof value === "object" && value !== null;
const isSession = (value: unknown): value is Session => isRecord(value) && "binding" in value && "tries" in value;
const isMobileNode = (value: unknown): value is MobileNodeState => isRecord(value) && "moves" in value;
const isStation = (value: unknown): value is Station => isRecord(value) && "reported" in value;
const isBudget = (value: unknown): value is Budget => isRecord(value) && "loss" in value;
const isPbu = (value: unknown): value is Pbu => isRecord(value) && value["type"] === "PBU";
export const isSeen = (value: unknown): value is Seen => isRecord(value) && "type" in value;

/** The number of a PBU whose acknowledgement is awaited: whichever of its repetitions is still under way. */
const ANY = 1_000_000_000;

/**
 * A session without what decides only how an exploration goes on: how often it repeated, what its next PBU would say (that
 * is seen), which repetition a PBA may answer (any that is still under way), and whether the AAA server was asked before.
 */
const plain = (session: Session, { handover }: Options): Session => ({
  ...session,
  refreshes: 0,
  tries: 0,
  tunnelTries: 0,
  sequence: 0,
  awaits: session.awaits > 0 ? ANY : 0,
  since: session.awaits > 0 ? 1 : 0,
  hi: 0,
  profile: session.authorisation === "none" && handover === "mpa" ? session.profile : "HNP1",
  authorisation: session.authorisation === "held" && handover === "reactive" ? "none" : session.authorisation,
});

/** A mobile node that has its address, from wherever it came, and may go wherever it likes. */
const anywhere = (node: MobileNodeState, { moves }: Options): MobileNodeState => ({
  ...node,
  left: node.at === "none" && node.left !== "none" ? "pPoA" : "none",
  hoa: "HNP1",
  router: "none",
  moves,
  repeated: 0,
});

/** Counters that bound an exploration stay where they started: a trace repeats itself as often as it likes. */
export const refilled = (value: unknown, options: Options): unknown => {
  if (isSession(value)) return plain(value, options);
  if (isMobileNode(value)) return anywhere(value, options);
  if (isStation(value)) return value.associated ? value : noStation;
  return isBudget(value) ? { loss: options.loss, duplication: options.duplication } : value;
};

export const mapValues = (record: Values, f: (value: unknown) => unknown): Values =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, f(value)]));

const passing: ReadonlyArray<unknown> = [
  "RS",
  "RA",
  "AAA-Request",
  "HO-Setup",
  "HO-SetupAck",
  "HO-Delete",
  "HO-DeleteAck",
  "HO-Return",
  "Delete-Trigger",
];

/**
 * Solicitations and advertisements are matched where they are heard (see `liberties`), and the AAA server's answer is
 * there as soon as it is wanted (see `answeredAtOnce`): on the way they decide nothing.
 */
const isPassing = ({ message }: { readonly message: unknown }): boolean =>
  isRecord(message) && passing.includes(message["type"]);

/** The rule for the AAA server's answer, when there is one to expect: nobody sees that exchange. */
export const answeredAtOnce = (rule: Rule): Rule =>
  rule.receives?.startsWith("AAA>") !== true
    ? rule
    : {
        ...rule,
        receives: undefined,
        step: (view) => {
          const { self } = view;
          return isSession(self) && (self.authorisation === "authenticating" || self.authorisation === "key-sent")
            ? rule.step(view, { type: "AAA-Answer", mn: "MN", hnp: "HNP1" })
            : [];
        },
      };

/** A rule of the exploration without its limits. */
export const unlimited =
  (options: Options) =>
  (rule: Rule): Rule => ({
    ...rule,
    step: (view, message) =>
      rule.step(view, message).map((outcome) => ({
        ...outcome,
        ...(outcome.send === undefined ? {} : { send: outcome.send.filter((each) => !isPassing(each)) }),
        ...(outcome.next === undefined ? {} : { next: mapValues(outcome.next, (value) => refilled(value, options)) }),
      })),
  });

/**
 * The PBU that was seen, where it may stand for the one that the model sends: same sender, registration or
 * de-registration alike, and the same prefix or, in a first registration, none (RFC 5213 §6.9.1.1(2)).
 */
const standsFor = (seen: Pbu, pbu: Pbu): boolean =>
  seen.from === pbu.from &&
  seen.lifetime === pbu.lifetime &&
  (JSON.stringify(seen.hnp) === JSON.stringify(pbu.hnp) ||
    (seen.hnp?.[0] === "ALL_ZERO" && pbu.hi !== 5 && pbu.lifetime === "granted") ||
    pbu.hnp?.[0] === "ALL_ZERO");

/** The clock has come to the number that was seen. What a session awaits has no number here (see `plain`). */
const clockAt = (value: unknown, sent: number, seen: number): unknown =>
  typeof value === "number" ? Math.max(value === sent ? seen : value, seen) : value;

const asSeen = (outcome: ErasedOutcome, seen: Seen): ErasedOutcome => {
  const sent = outcome.send?.map(({ message }) => message).find(isPbu);
  if (sent === undefined || seen.type !== "PBU" || !standsFor(seen, sent)) return outcome;
  // An option that was not seen is absent, whatever the model would have sent.
  const message: Pbu = {
    type: "PBU",
    from: sent.from,
    ...(sent.mnId === undefined ? {} : { mnId: sent.mnId }),
    ...(seen.hnp === undefined ? {} : { hnp: seen.hnp }),
    ...(seen.hi === undefined ? {} : { hi: seen.hi }),
    ...(seen.att === undefined ? {} : { att: seen.att }),
    ...(seen.llid === undefined ? {} : { llid: seen.llid }),
    order: seen.order,
    lifetime: sent.lifetime,
    evidence: sent.evidence,
  };
  const label = isRecord(outcome.label) ? outcome.label : {};
  const told = Array.isArray(label["sent"]) ? label["sent"] : [];
  return {
    label: { ...label, sent: told.map((each: unknown) => (isPbu(each) ? message : each)) },
    ...(outcome.next === undefined
      ? {}
      : { next: mapValues(outcome.next, (value) => clockAt(value, sent.order, seen.order)) }),
    send: (outcome.send ?? []).map((each) => (isPbu(each.message) ? { to: each.to, message } : each)),
  };
};

export const isElapsed = (value: unknown): value is Elapsed =>
  isRecord(value) && isRecord(value["pPMA"]) && "waited" in value["pPMA"];
const isHomeAgent = (value: unknown): value is HomeAgent => isRecord(value) && "bindings" in value;

/** The end of a binding, no earlier than the trace's clock allows (RFC 5213 §5.3.5, §5.1). */
export const timed = (rule: Rule): Rule =>
  rule.name !== "HA.bindingExpires" && rule.name !== "HA.minDelayBeforeBceDelete"
    ? rule
    : {
        ...rule,
        reads: { ...rule.reads, elapsed: "elapsed" },
        step: (view, message) => {
          const { HA, elapsed } = view;
          if (!isHomeAgent(HA) || !isElapsed(elapsed)) return [];
          const isDue = (hnp: unknown): boolean =>
            HA.bindings.some(
              (entry) =>
                entry.hnp === hnp && entry.order <= elapsed[entry.coa][entry.state === "active" ? "expired" : "waited"],
            );
          return rule
            .step(view, message)
            .filter(({ label }) => isRecord(label) && isRecord(label["binding"]) && isDue(label["binding"]["hnp"]));
        },
      };

/** Whether a rule can send a PBU: only those need to know what is seen. */
export const mayRegister = ({ name, reads }: Rule): boolean =>
  "clock" in reads && (name.startsWith("pPMA.") || name.startsWith("nPMA."));

/** A rule whose PBU has the contents and the number of the one that is seen. */
export const guided = (rule: Rule): Rule => ({
  ...rule,
  reads: { ...rule.reads, seen: "seen" },
  step: (view, message) => {
    const { seen } = view;
    const outcomes = rule.step(view, message);
    return isSeen(seen) ? outcomes.map((outcome) => asSeen(outcome, seen)) : outcomes;
  },
});
