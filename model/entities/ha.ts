/** The home agent, RFC 5213's LMA: the topological anchor of the prefixes. Its decisions are in lma-processing. */
import type { Rule } from "../../checker/system.js";
import { fromPma, route } from "./ha-forwarding.js";
import { haRestartRules } from "./restart.js";
import { anchorLifeTimeRules } from "./life-times.js";
import { owed } from "../fairness.js";
import type { Options } from "../options.js";
import { type BindingCacheEntry, type HomeAgent, words } from "../state.js";
import { type Event, type Pba, type Pbu, type Pma, isMobileNode, pmas } from "../vocabulary.js";
import {
  type Decision,
  acknowledge,
  decide,
  establishTunnel,
  noBindings,
  releaseTunnel,
  replaceEntry,
  resolve,
} from "./lma-processing.js";

const { rule, receive } = words;

export const homeAgent: HomeAgent = noBindings;

type Binding = NonNullable<Event["binding"]>;
export type Effect = {
  readonly ha: HomeAgent;
  readonly answer: Pba | undefined;
  readonly binding: Binding | undefined;
};

/** The Binding Cache and the PBUs that wait are sets: the order in which they came has no meaning, and is not kept. */
export const inOrder = ({ bindings, waiting, ...rest }: HomeAgent): HomeAgent => ({
  ...rest,
  bindings: bindings.toSorted((a, b) => mobileNodeOrder(a.mn, b.mn)),
  waiting: waiting.toSorted((a, b) => mobileNodeOrder(a.mnId ?? "", b.mnId ?? "")),
});

const mobileNodeOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const accept = (ha: HomeAgent, pbu: Pbu): HomeAgent =>
  isMobileNode(pbu.mnId)
    ? { ...ha, accepted: { ...ha.accepted, [pbu.mnId]: Math.max(pbu.order, ha.accepted[pbu.mnId]) } }
    : ha;

/** §5.3.2: a new mobility session, with tunnel and prefix route. */
const createSession = (ha: HomeAgent, pbu: Pbu, { mn, hnp }: Extract<Decision, { does: "create" }>): Effect => {
  const entry: BindingCacheEntry = {
    mn,
    hnp,
    coa: pbu.from,
    att: pbu.att ?? "ATT",
    llid: pbu.llid ?? "ALL_ZERO",
    order: pbu.order,
    state: "active",
    previous: "none",
  };
  const created = accept(inOrder({ ...ha, bindings: [...ha.bindings, entry] }), pbu);
  return {
    ha: establishTunnel(created, pbu.from),
    answer: acknowledge(pbu, 0, hnp, 0),
    binding: { change: "created", hnp },
  };
};

/** The values that an accepted PBU gives an entry; a running wait for its deletion ends (§5.3.5(2)). */
const registered = (entry: BindingCacheEntry, pbu: Pbu): BindingCacheEntry => ({
  ...entry,
  att: pbu.att ?? entry.att,
  llid: pbu.llid ?? entry.llid,
  order: pbu.order,
  state: "active",
});

/**
 * §5.3.3. An extension with HI 5 is sent only for a mobile node on the link, so that it also tells the HA that it is there
 * (E-18, D14). A repeated proactive PBU comes from the same Proxy-CoA and tells nothing of the kind.
 */
const extendSession = (ha: HomeAgent, pbu: Pbu, entry: BindingCacheEntry, options: Options): Effect => {
  const attached = options.attachNotification === "refresh" && pbu.hi === 5 && entry.previous !== "none";
  const extended = { ...registered(entry, pbu), previous: attached ? "none" : entry.previous } as const;
  const next = accept(replaceEntry(ha, entry, extended), pbu);
  return {
    ha: attached ? releaseTunnel(next, entry.previous) : next,
    answer: acknowledge(pbu, 0, entry.hnp, 0),
    binding: { change: "extended", hnp: entry.hnp },
  };
};

/** §5.3.4: the route moves to the new PMA with the acceptance; the old tunnel may stay until the mobile node has (E-17). */
const handOffSession = (ha: HomeAgent, pbu: Pbu, entry: BindingCacheEntry, options: Options): Effect => {
  const keepsOld = options.handover === "mpa" && options.oldTunnel === "until-attached";
  const handedOff = { ...registered(entry, pbu), coa: pbu.from, previous: keepsOld ? entry.coa : "none" } as const;
  const next = establishTunnel(accept(replaceEntry(ha, entry, handedOff), pbu), pbu.from);
  return {
    ha: keepsOld ? next : releaseTunnel(next, entry.coa),
    answer: acknowledge(pbu, 0, entry.hnp, 0),
    binding: { change: "updated", hnp: entry.hnp },
  };
};

/** §5.3.5(2): acknowledged now, deleted after MinDelayBeforeBCEDelete. */
const deregisterSession = (ha: HomeAgent, pbu: Pbu, entry: BindingCacheEntry): Effect => ({
  ha: accept(replaceEntry(ha, entry, { ...entry, state: "de-registered", order: pbu.order }), pbu),
  answer: acknowledge(pbu, 0, entry.hnp, 0),
  binding: { change: "deregistered", hnp: entry.hnp },
});

/** §5.3.5(1): a de-registration by another PMA changes no binding; at most it tells that the mobile node has left there. */
const ignored = (ha: HomeAgent, pbu: Pbu, options: Options): Effect => {
  const entry = ha.bindings.find(({ mn, previous }) => mn === pbu.mnId && previous === pbu.from);
  const told = options.attachNotification === "de-registration" && entry !== undefined;
  return {
    ha: told ? releaseTunnel(replaceEntry(ha, entry, { ...entry, previous: "none" }), pbu.from) : ha,
    answer: undefined,
    binding: undefined,
  };
};

/** One PBU waits for each mobile node: the newest. */
const without = (waiting: ReadonlyArray<Pbu>, { mnId }: Pbu): ReadonlyArray<Pbu> =>
  waiting.filter((each) => each.mnId !== mnId);

export const carryOut = (ha: HomeAgent, pbu: Pbu, decision: Decision, options: Options): Effect => {
  switch (decision.does) {
    case "reject": {
      const last = decision.status === 135 && isMobileNode(pbu.mnId) ? ha.accepted[pbu.mnId] : 0;
      return { ha, answer: acknowledge(pbu, decision.status, undefined, last), binding: undefined };
    }
    case "ignore":
      return ignored(ha, pbu, options);
    case "wait":
      return {
        ha: inOrder({ ...ha, waiting: [...without(ha.waiting, pbu), pbu] }),
        answer: undefined,
        binding: undefined,
      };
    case "create":
      return createSession(ha, pbu, decision);
    case "extend":
      return extendSession(ha, pbu, decision.entry, options);
    case "hand off":
      return handOffSession(ha, pbu, decision.entry, options);
    case "de-register":
      return deregisterSession(ha, pbu, decision.entry);
  }
};

const told: { readonly [D in Decision["does"]]: string } = {
  reject: "rejects the PBU",
  ignore: "ignores the PBU",
  wait: "waits for a de-registration before it makes a new session",
  create: "creates a mobility session",
  extend: "extends the binding",
  "hand off": "hands the session off",
  "de-register": "accepts the de-registration",
};

const outcome = (ha: HomeAgent, pbu: Pbu, decision: Decision, options: Options, arrived: boolean) => {
  const effect = carryOut(ha, pbu, decision, options);
  const { answer, binding } = effect;
  return {
    label: {
      entity: "HA" as const,
      does: told[decision.does],
      ...(isMobileNode(pbu.mnId) ? { mn: pbu.mnId } : {}),
      ...(arrived ? { received: pbu } : { resolved: pbu }),
      ...(answer === undefined ? {} : { sent: [answer] }),
      ...(binding === undefined ? {} : { binding }),
    },
    next: { HA: effect.ha },
    send: answer === undefined ? [] : [{ to: `HA>${pbu.from}` as const, message: answer }],
  };
};

/** A life time that may end at any time. Not owed: in a longer run it would be extended in time. */
const bindingExpires = rule("HA.bindingExpires", ["HA"], ({ HA }) => HA.bindings.map((entry) => deletion(HA, entry)), {
  sources: ["RFC 5213 §5.1"],
});

export const haRules = (options: Options): ReadonlyArray<Rule> => [
  ...owed([...ownRules(options), ...anchorLifeTimeRules(options)]),
  ...haRestartRules(options),
  ...(options.bindingExpiry ? [bindingExpires] : []),
];

const ownRules = (options: Options): ReadonlyArray<Rule> => [
  ...pmas.map((pma) =>
    receive(
      `HA.processPbu(${pma})`,
      `${pma}>HA`,
      ["HA"],
      ({ HA }, message) =>
        message.type === "PBU" ? [outcome(HA, message, decide(HA, message, options), options, true)] : [],
      {
        sources: ["RFC 5213 §5.3", "RFC 5213 §5.4.1", "S1 §2.1.6", "B3", "B4", "B9", "B10", "D0d", "D9", "D10", "D14"],
      },
    ),
  ),
  rule(
    "HA.updateWhatWaited",
    ["HA"],
    ({ HA }) =>
      HA.waiting.flatMap((pbu) => {
        const decision = resolve(HA, pbu, options, false);
        return decision.does === "wait"
          ? []
          : [outcome({ ...HA, waiting: without(HA.waiting, pbu) }, pbu, decision, options, false)];
      }),
    { sources: ["RFC 5213 §5.4.1.2(4)"] },
  ),
  rule(
    "HA.maxDelayBeforeNewBceAssign",
    ["HA"],
    ({ HA }) =>
      HA.waiting.map((pbu) =>
        outcome({ ...HA, waiting: without(HA.waiting, pbu) }, pbu, resolve(HA, pbu, options, true), options, false),
      ),
    { sources: ["RFC 5213 §5.4.1.2(4)", "RFC 5213 §9.1"] },
  ),
  rule(
    "HA.minDelayBeforeBceDelete",
    ["HA"],
    ({ HA }) => HA.bindings.filter(({ state }) => state === "de-registered").map((entry) => deletion(HA, entry)),
    { sources: ["RFC 5213 §5.3.5(2)", "RFC 5213 §9.1"] },
  ),
  receive("HA.intercept", "data CN>HA", ["HA"], ({ HA }, packet) => route(HA, packet, options), {
    sources: ["RFC 5213 §5.6.2", "S1 §2.1.1", "B12"],
  }),
  ...pmas.map((pma) =>
    receive(`HA.receiveData(${pma})`, `data ${pma}>HA`, ["HA"], ({ HA }, packet) => fromPma(HA, packet, options), {
      sources: ["RFC 5213 §5.6.2", "RFC 6275 §10.4.5"],
    }),
  ),
];

const release = (ha: HomeAgent, pma: Pma | "none"): HomeAgent => (pma === "none" ? ha : releaseTunnel(ha, pma));

/** The entry, its route, and the tunnel if nobody else uses it. */
const deletion = (ha: HomeAgent, entry: BindingCacheEntry): { label: Event; next: { HA: HomeAgent } } => ({
  label: {
    entity: "HA",
    does: entry.state === "active" ? "lets the binding expire" : "deletes the binding at the end of the wait",
    mn: entry.mn,
    binding: { change: "deleted", hnp: entry.hnp },
  },
  next: {
    HA: [entry.coa, entry.previous].reduce(release, { ...ha, bindings: ha.bindings.filter((each) => each !== entry) }),
  },
});
