/**
 * What is counted besides states and steps: in how many states each of these facts holds. A fact is a step that changes
 * nothing, in both models, so it adds as many steps as there are states in which it holds. Two models that agree on all
 * this agree on what is in their states, and not on the number of them alone. (SPIN also keeps only variables that some
 * step reads; the census reads every one.)
 */
import type { Aliased, Aliases, Component, Readable, Rule } from "../../checker/system.js";
import {
  type BindingCacheEntry,
  type DataWire,
  type Handover,
  type HomeAgent,
  type MobileNodeState,
  type Session,
  type SignalWire,
  words,
} from "../../model/state.js";
import { type Event, type Packet, type Pma, type Signal, pmas, poaOf } from "../../model/vocabulary.js";

type Fact = { readonly promela: string; readonly rule: Rule };

const fact = <A extends Aliases<Readable<Handover>>>(
  promela: string,
  reads: A,
  holds: (view: Aliased<Readable<Handover>, A>) => boolean,
): Fact => ({
  promela,
  rule: words.rule(promela, reads, (view) =>
    holds(view) ? [{ label: { entity: "network", does: "is looked at" } }] : [],
  ),
});

/** A PMA's or point of attachment's name there. */
const index: { readonly [P in Pma]: string } = { pPMA: "P", nPMA: "N" };

const ofNode = (promela: string, holds: (self: MobileNodeState) => boolean): Fact =>
  fact(promela, { self: "MN" }, ({ self }) => holds(self));

const mobileNode: ReadonlyArray<Fact> = [
  ofNode("at == P", ({ at }) => at === "pPoA"),
  ofNode("at == N", ({ at }) => at === "nPoA"),
  ofNode("cameFrom == P", ({ left }) => left === "pPoA"),
  ofNode("cameFrom == N", ({ left }) => left === "nPoA"),
  ofNode("router == P", ({ router }) => router === "pPMA"),
  ofNode("preauth == impending", ({ preauth }) => preauth === "impending"),
  ofNode("preauth == requested", ({ preauth }) => preauth === "requested"),
  ofNode("preauth == secured", ({ preauth }) => preauth === "secured"),
  ofNode("leaving", ({ leaving }) => leaving),
  ofNode("moves == 0", ({ moves }) => moves === 0),
  ofNode("sentUp == 0", ({ sent }) => sent === 0),
];

const ofSession = (pma: Pma): ReadonlyArray<Fact> => {
  const is = (promela: string, holds: (self: Session, clock: number) => boolean) =>
    fact(promela.replaceAll("#", index[pma]), { self: pma, clock: "clock" }, ({ self, clock }) => holds(self, clock));
  return [
    is("onLink[#]", ({ link }) => link === "up"),
    is("left[#]", ({ left }) => left),
    is("auth[#] == authenticating", ({ authorisation }) => authorisation === "authenticating"),
    is("auth[#] == keySent", ({ authorisation }) => authorisation === "key-sent"),
    is("auth[#] == preauthenticated", ({ authorisation }) => authorisation === "pre-authenticated"),
    is("auth[#] == authorised", ({ authorisation }) => authorisation === "authorised"),
    is("auth[#] == held", ({ authorisation }) => authorisation === "held"),
    is("known[#]", ({ profile }) => profile === "HNP1"),
    is("binding[#] == requested", ({ binding }) => binding === "requested"),
    is("binding[#] == registered", ({ binding }) => binding === "registered"),
    is("binding[#] == deregistering", ({ binding }) => binding === "de-registering"),
    is("awaits[#] == 0", ({ awaits }) => awaits === 0),
    is("awaits[#] == clock", ({ awaits }, clock) => awaits === clock),
    is("since[#] == 0", ({ since }) => since === 0),
    is("since[#] == awaits[#]", ({ since, awaits }) => since === awaits),
    is("lastHi[#] == 3", ({ hi }) => hi === 3),
    is("lastHi[#] == 4", ({ hi }) => hi === 4),
    is("lastHi[#] == 5", ({ hi }) => hi === 5),
    is("reasserted[#]", ({ tries }) => tries === 1),
    is("refused[#]", ({ refused }) => refused),
    is("hosts[#]", ({ hnp }) => hnp === "HNP1"),
    is("haEnd[#]", ({ haTunnel }) => haTunnel),
    is("ho[#] == requested", ({ tunnel }) => tunnel === "requested"),
    is("ho[#] == standing", ({ tunnel }) => tunnel === "up"),
    is("ho[#] == deleting", ({ tunnel }) => tunnel === "deleting"),
    is("role[#] == previous", ({ role }) => role === "previous"),
    is("role[#] == next", ({ role }) => role === "next"),
    is("hoDone[#]", ({ tunnelDone }) => tunnelDone),
    is("target[#] == link", ({ target }) => target === "link"),
    is("target[#] == tunnel", ({ target }) => target === "tunnel"),
    is("target[#] == buffer", ({ target }) => target === "buffer"),
    is("len(kept[#]) == 1", ({ buffer }) => buffer.length === 1),
    is("len(kept[#]) == 2", ({ buffer }) => buffer.length === 2),
  ];
};

const ofStation = (pma: Pma): ReadonlyArray<Fact> => {
  const reads = { self: poaOf(pma) } as const;
  return [
    fact(`associated[${index[pma]}]`, reads, ({ self }) => self.associated),
    fact(`linkKey[${index[pma]}]`, reads, ({ self }) => self.key),
    fact(`reported[${index[pma]}]`, reads, ({ self }) => self.reported),
  ];
};

const ofAnchor = (promela: string, holds: (ha: HomeAgent, clock: number) => boolean): Fact =>
  fact(promela, { HA: "HA", clock: "clock" }, ({ HA, clock }) => holds(HA, clock));

const ofEntry = (promela: string, holds: (entry: BindingCacheEntry, ha: HomeAgent) => boolean): Fact =>
  ofAnchor(`bce && ${promela}`, (ha) => ha.bindings.length === 1 && ha.bindings.every((each) => holds(each, ha)));

const homeAgent: ReadonlyArray<Fact> = [
  ofAnchor("bce", ({ bindings }) => bindings.length === 1),
  ofEntry("coa == P", ({ coa }) => coa === "pPMA"),
  ofEntry("coa == N", ({ coa }) => coa === "nPMA"),
  ofEntry("dereg", ({ state }) => state === "de-registered"),
  ofEntry("order == accepted", ({ order }, { accepted }) => order === accepted.MN),
  ofEntry("old == P", ({ previous }) => previous === "pPMA"),
  ofEntry("old == N", ({ previous }) => previous === "nPMA"),
  ofAnchor("end[P]", ({ tunnels }) => tunnels.includes("pPMA")),
  ofAnchor("end[N]", ({ tunnels }) => tunnels.includes("nPMA")),
  ofAnchor("accepted == clock", ({ accepted }, clock) => accepted.MN === clock),
  ofAnchor("accepted == 1", ({ accepted }) => accepted.MN === 1),
];

/** Of the message that is received next, where the wire's messages have one type. */
const ofProxySignalling = (pma: Pma): ReadonlyArray<Fact> => {
  const i = index[pma];
  const asks = (fields: string, holds: (pbu: Extract<Signal, { type: "PBU" }>) => boolean) =>
    fact(`pbu[${i}]?[${fields}]`, { wire: `${pma}>HA` as const }, ({ wire: [first] }) =>
      first?.type === "PBU" ? holds(first) : false,
    );
  const says = (fields: string, holds: (pba: Extract<Signal, { type: "PBA" }>) => boolean) =>
    fact(`pba[${i}]?[${fields}]`, { wire: `HA>${pma}` as const }, ({ wire: [first] }) =>
      first?.type === "PBA" ? holds(first) : false,
    );
  return [
    ...([3, 4, 5] as const).map((indication) => asks(`_,${indication},_,_`, ({ hi }) => hi === indication)),
    ...([2, 3, 4] as const).map((stamp) => asks(`${stamp},_,_,_`, ({ order }) => order === stamp)),
    asks("_,_,true,_", ({ lifetime }) => lifetime === "zero"),
    asks("_,_,_,true", ({ evidence }) => evidence),
    ...([0, 154, 157] as const).map((code) => says(`${code},_,_,_`, ({ status }) => status === code)),
    ...([2, 3, 4] as const).map((stamp) => says(`_,${stamp},_,_`, ({ order }) => order === stamp)),
    ...([3, 4, 5] as const).map((indication) => says(`_,_,${indication},_`, ({ hi }) => hi === indication)),
    says("_,_,_,true", ({ lifetime }) => lifetime === "zero"),
    fact(`some(ask[${i}])`, { wire: `${pma}>AAA` as const }, ({ wire }) => wire.length > 0),
    fact(`some(profile[${i}])`, { wire: `AAA>${pma}` as const }, ({ wire }) => wire.length > 0),
    fact(`admitted[${i}]`, { AAA: "AAA" }, ({ AAA }) => AAA.MN.includes(pma)),
  ];
};

/** Signals without fields, by their names there. */
const between = {
  PCI: "PCI",
  PAR: "PAR",
  PAN: "PAN",
  SETUP: "HO-Setup",
  SETUP_ACK: "HO-SetupAck",
  DELETE: "HO-Delete",
  DELETE_ACK: "HO-DeleteAck",
  RETURNED: "HO-Return",
} as const;
const down = { RA: "RA", PAR: "PAR" } as const;
const up = { RS: "RS", PCI: "PCI", PAN: "PAN", TRIGGER: "Delete-Trigger" } as const;

const ofSignals = (
  promela: string,
  name: SignalWire,
  types: Readonly<Record<string, Signal["type"]>>,
): ReadonlyArray<Fact> => [
  fact(`len(${promela}) == 2`, { wire: name }, ({ wire }) => wire.length === 2),
  ...Object.entries(types).map(([there, type]) =>
    fact(`${promela}?[${there}]`, { wire: name }, ({ wire: [first] }) => first?.type === type),
  ),
];

const ofPackets = (promela: string, name: DataWire): ReadonlyArray<Fact> => {
  const is = (fields: string, holds: (packet: Packet) => boolean) =>
    fact(`${promela}?[${fields}]`, { wire: name }, ({ wire: [first] }) => first !== undefined && holds(first));
  return [
    fact(`len(${promela}) == 2`, { wire: name }, ({ wire }) => wire.length === 2),
    is("PROBE,1,_,_,_,_", ({ payload }) => payload.type === "probe" && payload.number === 1),
    is("PROBE,2,_,_,_,_", ({ payload }) => payload.type === "probe" && payload.number === 2),
    is("PCI,_,_,_,_,_", ({ payload }) => payload.type === "PCI"),
    is("PAR,_,_,_,_,_", ({ payload }) => payload.type === "PAR"),
    is("PAN,_,_,_,_,_", ({ payload }) => payload.type === "PAN"),
    is("_,_,_,HOA,_,_", ({ headers }) => headers.at(-1)?.destination === "HNP1"),
    is("_,_,_,N,_,_", ({ headers }) => headers.at(-1)?.destination === "nPMA"),
    is("_,_,_,_,NOWHERE,_", ({ headers }) => headers.length === 1),
  ];
};

const ofWires = (pma: Pma): ReadonlyArray<Fact> => {
  const i = index[pma];
  const other = pma === "pPMA" ? "pPMA>nPMA" : "nPMA>pPMA";
  return [
    ...ofSignals(`peer[${i}]`, other, between),
    ...ofSignals(`down[${i}]`, `${pma}>MN`, down),
    ...ofSignals(`up[${i}]`, `MN>${pma}`, up),
    ...ofPackets(`haPma[${i}]`, `data HA>${pma}`),
    ...ofPackets(`pmaHa[${i}]`, `data ${pma}>HA`),
    ...ofPackets(`pmaPma[${i}]`, `data ${other}`),
    ...ofPackets(`pmaLink[${i}]`, `data ${pma}>PoA`),
    ...ofPackets(`linkPma[${i}]`, `data PoA>${pma}`),
  ];
};

const facts: ReadonlyArray<Fact> = [
  ...mobileNode,
  ...homeAgent,
  ...pmas.flatMap((pma) => [...ofSession(pma), ...ofStation(pma), ...ofProxySignalling(pma), ...ofWires(pma)]),
  ...ofPackets("cnHa", "data CN>HA"),
  ...ofPackets("haCn", "data HA>CN"),
  fact("sent == 0", { CN: "CN" }, ({ CN }) => CN.MN === 0),
];

export const censusRules: ReadonlyArray<Rule> = facts.map(({ rule }) => rule);

/** What `fate` is there: an observer here, so that no fact can read it; a difference in it makes other states. */
export const fate: Component = {
  kind: "observer",
  name: "fate",
  initial: ["none"],
  observe: (before, label) => {
    const { delivered, buffered, lost, discarded } = label as Event;
    if (delivered !== undefined) return "delivered";
    return buffered === undefined ? (lost?.cause ?? discarded ?? before) : "buffered";
  },
};

/** The same facts as a process of their own. The last, of a fate that is none, is never so. */
export const censusPromela: string = [
  "active proctype census() {",
  "  do",
  ...facts.map(({ promela }) => `  :: d_step { ${promela} -> skip }`),
  "  :: d_step { fate == PROBE -> skip }",
  "  od",
  "}",
  "",
].join("\n");
