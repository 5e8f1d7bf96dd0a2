/**
 * The specification as a replay needs it: the same rules without limits of exploration, every reading that the documents
 * leave open side by side, where a capture may begin, and the known ways to leave it.
 */
import type { Boundary, Component, ErasedOutcome, Property, Rule, System } from "../../checker/system.js";
import { handover } from "../handover.js";
import type { Options } from "../options.js";
import type { Journeys, SignalWire } from "../state.js";
import { profileOptions } from "../scenario.js";
import { abridged, isAbridged } from "./abridged.js";
import { type Pma, pmas } from "../vocabulary.js";
import { type Deviation, deviations } from "./deviations.js";
import { answeredAtOnce, guided, isElapsed, mapValues, mayRegister, refilled, timed, unlimited } from "./guided.js";
import { liberties, registering } from "./liberties.js";
import { packetRules } from "./packets.js";
import { isOf, speaksOf, unseenRules } from "./unheard.js";
import { nothingElapsed, nothingSeen } from "./seen.js";
import { type Coverage, showsUnder } from "./shows.js";

/** What is replayed against: Proxy MIPv6 alone, or prepared by MPA. */
export type Kind = Options["handover"];

/** Bounds of an exploration that a trace does not have are set where they do not bind; every fault may happen. */
const replayed = (handoverKind: Kind): Options => ({
  ...profileOptions("as-written"),
  handover: handoverKind,
  mobileNodes: 1,
  downlinkProbes: 0,
  uplinkProbes: 0,
  moves: 3,
  refreshes: 1,
  retransmissions: 2,
  timers: "any-time",
  start: "bootstrap",
  loss: 2,
  duplication: 0,
  reordering: true,
  departure: "any-time",
  switching: "may-fail",
  // A second session for the same prefix shows nothing that an update would not show.
  prefixInUse: "update",
  bindingExpiry: true,
});

/** A reading of the documents that an implementation may follow, and the rules that it concerns. */
type Reading = { readonly options: Partial<Options>; readonly concerns: RegExp };

const ofHa = /^HA\./;
const ofPma = /^[pn]PMA\./;

/** Each is tried beside the first. */
const readings = (kind: Kind): ReadonlyArray<Reading> => [
  { options: { foreignRefresh: "refused" }, concerns: ofHa },
  { options: { assignWait: "skip" }, concerns: ofHa },
  ...(kind === "reactive"
    ? []
    : [
        { options: { attachNotification: "none" }, concerns: /./ } as const,
        { options: { oldTunnel: "at-handoff" }, concerns: ofHa } as const,
        { options: { nextState: "before-update" }, concerns: ofPma } as const,
        { options: { reattachment: "registers" }, concerns: ofPma } as const,
      ]),
];

/** One rule whose outcomes are those of several readings of it, each once. */
const anyOf = (rules: ReadonlyArray<Rule>): Rule | undefined => {
  const [first] = rules;
  if (first === undefined) return undefined;
  return {
    ...first,
    reads: rules.reduce<Rule["reads"]>((all, { reads }) => ({ ...all, ...reads }), {}),
    step: (view, message) => {
      const outcomes = new Map<string, ErasedOutcome>();
      for (const rule of rules)
        for (const outcome of rule.step(view, message)) outcomes.set(JSON.stringify(outcome), outcome);
      return [...outcomes.values()];
    },
  };
};

const sideBySide = (variants: ReadonlyArray<ReadonlyArray<Rule>>): ReadonlyArray<Rule> => {
  const byName = new Map<string, Rule[]>();
  for (const rules of variants)
    for (const rule of rules) byName.set(rule.name, [...(byName.get(rule.name) ?? []), rule]);
  return [...byName.values()].flatMap((rules) => anyOf(rules) ?? []);
};

const isJourneys = (value: unknown): value is Journeys =>
  typeof value === "object" && value !== null && "switching" in value && "arrived" in value;

/** Where moves have no limit a mobile node may leave twice before it is heard of again: it is switching all the same. */
const withoutRepetition = (component: Component): Component =>
  component.kind !== "observer"
    ? component
    : {
        ...component,
        observe: (state, label, overflowed) => {
          const next = component.observe(state, label, overflowed);
          return isJourneys(next) ? { ...next, switching: [...new Set(next.switching)], arrived: [] } : next;
        },
      };

type Values = Readonly<Record<string, unknown>>;

const initialOf = (system: System): Values =>
  Object.fromEntries(system.components.map(({ name, initial }) => [name, initial[0]]));

/** The same state with the PMAs and their links exchanged. */
const mirrored = (value: unknown): unknown => {
  if (typeof value === "string") return value.replace(/^[pn](?=PMA$|PoA$)/, (side) => (side === "p" ? "n" : "p"));
  if (Array.isArray(value)) return value.map(mirrored);
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, mirrored(part)]))
    : value;
};

const localNames = ["MN", "HA", "clock", "pPMA", "nPMA", "pPoA", "nPoA"] as const;
const otherSide = (name: string): string => String(mirrored(name));

export type Start = { readonly name: string; readonly state: Values };

/** Where a capture may begin: before the mobile node is there, or with it registered at either PMA. */
const startsOf = (options: Options): ReadonlyArray<Start> => {
  const system = handover({ name: "attached", options: { ...options, start: "attached" } }, []);
  const attached = mapValues(initialOf(system), (value) => refilled(value, options));
  const at = (state: Values): Values => Object.fromEntries(localNames.map((name) => [name, state[name]]));
  return [
    { name: "before the mobile node is there", state: {} },
    { name: "with the mobile node registered at its first PMA", state: at(attached) },
    {
      name: "with the mobile node registered at its second PMA",
      state: Object.fromEntries(localNames.map((name) => [name, mirrored(attached[otherSide(name)])])),
    },
  ];
};

/** What a replay leaves out: the AAA server, keys, authorisation, how often something was repeated. */
const leftOut = /^(AAA$|clock$|data |[pn]PMA>[pn]PMA)/;
const unseen: ReadonlyArray<string> = ["P-SA-2", "PMIP-6.9.1.1-4", "PMIP-6.9.4-4"];

/** Whether what is seen can decide a property: not of what nobody sees, nor of the end of all things. */
const isMonitored = ({ name, kind, reads }: Property): boolean =>
  ["always", "never", "action"].includes(kind) &&
  !unseen.includes(name) &&
  !Object.values(reads).some((component) => leftOut.test(component));

/** A message is not under way for ever: beyond `gone` it has arrived or is lost. */
const arrivesInTime = (wire: SignalWire, pma: Pma): Boundary => ({
  name: `nothing old on ${wire}`,
  reads: { wire, elapsed: "elapsed" },
  holds: ({ wire: messages, elapsed }) =>
    !Array.isArray(messages) ||
    !isElapsed(elapsed) ||
    !messages.some((message: unknown) => orderOf(message) <= elapsed[pma].gone),
});

const orderOf = (message: unknown): number =>
  typeof message === "object" && message !== null && "order" in message && typeof message.order === "number"
    ? message.order
    : Infinity;

/** A system to replay against, and how to read it. */
export type Observed = {
  readonly system: System;
  readonly starts: ReadonlyArray<Start>;
  readonly shows: (label: unknown) => ReadonlyArray<unknown>;
  readonly seen: { readonly component: "seen"; readonly idle: unknown };
  readonly deviations: ReadonlyArray<Deviation>;
  /** Rules by which the mobile node leaves its link. */
  readonly moves: ReadonlyArray<string>;
};

/**
 * `ordering`: by what the trace's PBUs are ordered; `properties`: those to be watched, of which what captures cannot decide
 * is left out.
 */
export const observed = (
  kind: Kind,
  coverage: Coverage,
  ordering: Options["ordering"],
  properties: (options: Options) => ReadonlyArray<Property>,
): Observed => {
  const options: Options = { ...replayed(kind), ordering };
  const unheard = pmas.filter((pma) => !coverage.pmas.includes(pma));
  // PBUs that nobody sees are numbered by the order in which they are sent, whatever the HA makes of numbers.
  const base = handover({ name: `replay of ${kind}`, options: { ...options, ordering: "timestamp" } }, []);
  const anchor = handover({ name: `replay of ${kind}`, options }, []).rules.filter(({ name }) => ofHa.test(name));
  const alternatives = readings(kind).map(({ options: reading, concerns }) => {
    const read = (ordering: Options["ordering"]) =>
      handover({ name: `replay of ${kind}`, options: { ...options, ...reading, ordering } }, []).rules;
    return [
      ...read("timestamp").filter(({ name }) => !ofHa.test(name) && concerns.test(name)),
      ...read(ordering).filter(({ name }) => ofHa.test(name) && concerns.test(name)),
    ];
  });
  const known = deviations(options).filter(
    ({ rule }) => !isOf(unheard)(rule) && !unheard.some((pma) => rule.name.includes(`.${pma}.`)),
  );
  const starts = startsOf(options);
  const ofModel = [
    ...sideBySide([base.rules.filter(({ name }) => !ofHa.test(name)), anchor, ...alternatives]),
    ...registering,
  ]
    .filter((rule) => !isAbridged(rule) && !isOf(unheard)(rule))
    .map(answeredAtOnce)
    .map(timed)
    .map((rule) => (mayRegister(rule) ? guided(rule) : rule))
    .map(unlimited(options));
  return {
    system: {
      name: `replay of ${kind}`,
      components: [
        ...base.components.map(withoutRepetition),
        { kind: "local", name: "seen", initial: [nothingSeen] },
        { kind: "local", name: "elapsed", initial: [nothingElapsed] },
      ],
      starts: starts.map(({ state }) => state),
      rules: [
        ...ofModel,
        ...liberties({ link: coverage.link, unheard }).filter((rule) => !isOf(unheard)(rule)),
        ...unseenRules(unheard),
        ...abridged(options, unheard),
        ...packetRules(options, unheard),
        ...known.map(({ rule }) => unlimited(options)(rule)),
      ],
      properties: properties({ ...options, downlinkProbes: 1, uplinkProbes: 1 }).filter(
        (property) => isMonitored(property) && !speaksOf(unheard)(property),
      ),
      boundaries: pmas.flatMap((pma) => [arrivesInTime(`${pma}>HA`, pma), arrivesInTime(`HA>${pma}`, pma)]),
    },
    starts,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the labels of this system are those of its rules
    shows: showsUnder(coverage) as (label: unknown) => ReadonlyArray<unknown>,
    seen: { component: "seen", idle: nothingSeen },
    deviations: known,
    moves: ofModel.map(({ name }) => name).filter((name) => name.startsWith("MN.detach(")),
  };
};
