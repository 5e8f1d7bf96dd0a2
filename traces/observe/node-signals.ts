/** The signals of one mobile node as observations. */
import { type Draft, type Drafts, byAddress } from "./drafts.js";
import { type Covers, fateOf, headOf } from "./fate.js";
import { prefixesOf } from "./infer-link.js";
import { type Merged, sightingsOf } from "./merge.js";
import type { MessageSeen } from "./messages.js";
import type { NeighbourSeen } from "./neighbours.js";
import { type Names, makeNames, pbaOf, pbuOf, raOf } from "./normalise.js";
import type { SignalObservation } from "./observation.js";
import { type Orders, orderUpdates } from "./orders.js";
import { type Signal, kindOf } from "./registrations.js";

export type Registration = {
  readonly kind: "PBU" | "PBA";
  readonly mag: Draft;
  readonly lma: Draft | undefined;
  readonly signal: Signal;
  /** Of a PBA: the PBU that it answers. */
  readonly answers?: Signal;
  /** Of a PBU: the one that it repeats. */
  readonly repeats?: Signal;
};

/** A message of a mobile node: what was seen, and who sent it to whom. */
export type NodeSignal = {
  readonly item: Item;
  readonly time: number;
  readonly observation: Omit<SignalObservation, "repeats">;
  readonly registration?: Registration;
  /** Of an advertisement: the MAG. */
  readonly router?: Draft;
};

export type Item = Merged<MessageSeen | NeighbourSeen>;

export type NodeView = {
  readonly node: Draft;
  readonly name: string;
  readonly names: Names;
  readonly orders: Orders;
  readonly signals: ReadonlyArray<NodeSignal>;
  /** PBUs and PBAs that the model has no words for. */
  readonly left: number;
};

/** What other messages say about one. */
export type Proofs = {
  readonly answers: ReadonlyMap<Signal, Signal>;
  readonly repeats: ReadonlyMap<Signal, Signal>;
  /** PBUs that were answered, or quoted by an error; PBUs that were sent again. */
  readonly arrived: ReadonlySet<Signal>;
  readonly repeated: ReadonlySet<Signal>;
};

type Context = {
  readonly drafts: Drafts;
  readonly proofs: Proofs;
  readonly covers: Covers;
  readonly start: number;
};

/** An item of a node, with what is known of it beforehand. */
export type Assigned =
  | { readonly tag: "Registration"; readonly signal: Signal }
  | { readonly tag: "Neighbour"; readonly neighbour: Merged<NeighbourSeen>; readonly router: Draft | undefined };

const registered = (
  { drafts, proofs, covers, start }: Context,
  name: string,
  signal: Signal,
  names: Names,
  orders: Orders,
): NodeSignal | undefined => {
  const head = headOf(signal);
  if (head === undefined) return undefined;
  const { of, time } = head;
  const kind = kindOf(of);
  const [magAddress, lmaAddress] = kind === "PBU" ? [of.source, of.destination] : [of.destination, of.source];
  const mag = byAddress(drafts, "mag", magAddress);
  const lma = byAddress(drafts, "lma", lmaAddress);
  if (mag === undefined) return undefined;
  const asked = proofs.answers.get(signal);
  const request = asked === undefined ? undefined : headOf(asked)?.of;
  const said =
    kind === "PBU" ? pbuOf(of, mag.name ?? "", names, orders) : pbaOf(of, mag.name ?? "", request, names, orders);
  if (said === undefined) return undefined;
  const repeats = proofs.repeats.get(signal);
  const proof = {
    isAnswered: kind === "PBU" && proofs.arrived.has(signal),
    // A PBA that its MAG's capture lacks was lost only if the MAG asks again.
    isDoubtful: kind === "PBA" && (asked === undefined || !proofs.repeated.has(asked)),
  };
  return {
    item: signal,
    time,
    observation: {
      kind: "signal",
      mn: name,
      signal: said,
      sightings: sightingsOf(signal, start),
      fate: fateOf(signal, kind === "PBU" ? lma : mag, covers, proof),
      copies: signal.copies,
    },
    registration: {
      kind,
      mag,
      lma,
      signal,
      ...(asked === undefined ? {} : { answers: asked }),
      ...(repeats === undefined ? {} : { repeats }),
    },
  };
};

const NOTHING = { isAnswered: false, isDoubtful: false } as const;

const onLink = (
  { covers, start }: Context,
  node: Draft,
  name: string,
  neighbour: Merged<NeighbourSeen>,
  router: Draft | undefined,
  names: Names,
): NodeSignal | undefined => {
  const head = headOf(neighbour);
  if (head === undefined) return undefined;
  const isSolicitation = head.of.message.type === "RS";
  const said = isSolicitation
    ? { type: "RS" as const, mn: "MN" as const }
    : router?.name === undefined
      ? undefined
      : raOf(prefixesOf(head.of), router.name, names);
  if (said === undefined) return undefined;
  return {
    item: neighbour,
    time: head.time,
    observation: {
      kind: "signal",
      mn: name,
      signal: said,
      sightings: sightingsOf(neighbour, start),
      fate: fateOf(neighbour, isSolicitation ? undefined : node, covers, NOTHING),
      copies: neighbour.copies,
    },
    ...(router === undefined ? {} : { router }),
  };
};

/** In the order of the run. */
export const viewNode = (context: Context, node: Draft, items: ReadonlyArray<Assigned>): NodeView => {
  const names = makeNames();
  if (node.startedAt?.name !== undefined) names.pma(node.startedAt.name);
  const name = node.name ?? "mn";
  const orders = orderUpdates(
    items.flatMap((item) => {
      const of = item.tag === "Registration" ? headOf(item.signal)?.of : undefined;
      return of === undefined || kindOf(of) !== "PBU" ? [] : [of];
    }),
  );
  const signals = items.flatMap((item) => {
    const signal =
      item.tag === "Registration"
        ? registered(context, name, item.signal, names, orders)
        : onLink(context, node, name, item.neighbour, item.router, names);
    return signal === undefined ? [] : [signal];
  });
  const told = signals.filter(({ registration }) => registration !== undefined).length;
  const left = items.filter(({ tag }) => tag === "Registration").length - told;
  return { node, name, names, orders, signals, left };
};

/** With the places of the observations that others repeat, in the list that they will stand in. */
export const numberRepeats = <T>(
  list: ReadonlyArray<T>,
  signalOf: (one: T) => NodeSignal | undefined,
): ReadonlyMap<NodeSignal, number> => {
  const places = new Map<Item, number>();
  const repeats = new Map<NodeSignal, number>();
  for (const [index, one] of list.entries()) {
    const signal = signalOf(one);
    if (signal === undefined) continue;
    places.set(signal.item, index);
    const repeated = signal.registration?.repeats;
    const place = repeated === undefined ? undefined : places.get(repeated);
    if (place !== undefined) repeats.set(signal, place);
  }
  return repeats;
};
