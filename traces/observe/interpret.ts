/** From what the first reading kept to who is who, and to the signals of each mobile node in the order of the run. */
import { type Clocks, compareClocks } from "./clocks.js";
import { type Draft, MOST, byAddress, byIdentity } from "./drafts.js";
import { type Covers, coverage, findRepeats, headOf } from "./fate.js";
import { identityOf } from "./identity.js";
import { nodeOf, routerOf } from "./infer-link.js";
import { soundOf } from "./damage.js";
import { LIMITS } from "./limits.js";
import { type Cast, inferRoles, rolesOf } from "./infer-roles.js";
import { type Merged, inOrder, merge } from "./merge.js";
import type { MessageSeen } from "./messages.js";
import type { NeighbourSeen } from "./neighbours.js";
import { type Assigned, type Item, type NodeView, type Proofs, viewNode } from "./node-signals.js";
import { type Place, findPlaces } from "./places.js";
import { type Signal, findRegistrations, matchAnswers } from "./registrations.js";
import type { Roles, RolesFile } from "./roles.js";
import type { Survey } from "./survey.js";

export type Interpretation = {
  readonly survey: Survey;
  readonly clocks: Clocks;
  readonly places: ReadonlyArray<Place>;
  readonly cast: Cast;
  readonly roles: Roles;
  readonly covers: Covers;
  /** When the run began, on the clock of the first capture. */
  readonly start: number;
  readonly nodes: ReadonlyArray<NodeView>;
  /** All PBUs and PBAs in the order of the run, those of nobody known as well. */
  readonly registrations: ReadonlyArray<Signal>;
  readonly proofs: Proofs;
  readonly notes: ReadonlyArray<string>;
};

const startOf = ({ points }: Survey, { offsets }: Clocks): number => {
  const firsts = points.flatMap(({ first }, i) => (first === undefined ? [] : [first - (offsets[i] ?? 0)]));
  return firsts.length === 0 ? 0 : Math.min(...firsts);
};

/** PBUs that an ICMPv6 error quotes, which came back from where they went to. */
const quotedIn = ({ errors }: Survey): ((signal: Signal) => boolean) => {
  const quoted = new Set(
    errors
      .filter(({ from, about }) => from === about.destination)
      .map(({ about }) => `${about.source}>${about.destination} ${about.checksum}`),
  );
  return (signal) => {
    const of = headOf(signal)?.of;
    return of !== undefined && quoted.has(`${of.source}>${of.destination} ${of.mobility.checksum}`);
  };
};

const provenBy = (
  survey: Survey,
  ordered: ReadonlyArray<Signal | "solicitation">,
  answers: ReadonlyMap<Signal, Signal>,
  covers: Covers,
  macsOf: (pba: Signal) => Draft["macs"] | undefined,
): Proofs => {
  const isQuoted = quotedIn(survey);
  // Reached unless the sender's capture ran and does not have it.
  const reachedSender = (pba: Signal): boolean => {
    const head = headOf(pba);
    if (head === undefined || pba.sightings.some(({ vantage }) => vantage === "receiver")) return true;
    const macs = macsOf(pba);
    return macs === undefined || !covers(macs, head.time);
  };
  const repeats = findRepeats(ordered, answers, reachedSender);
  return {
    answers,
    repeats,
    arrived: new Set([...answers.values(), ...ordered.filter((one) => one !== "solicitation").filter(isQuoted)]),
    repeated: new Set(repeats.values()),
  };
};

const notesOf = (
  survey: Survey,
  clocks: Clocks,
  places: ReadonlyArray<Place>,
  { drafts }: Cast,
  damaged: number,
): ReadonlyArray<string> => {
  const nameOf = (index: number): string => survey.points[index]?.name ?? String(index);
  return [
    ...(drafts.length < MOST ? [] : [`there are more than ${MOST} entities: the rest was not told apart`]),
    ...(drafts.filter(({ kind }) => kind === "cn").length < LIMITS.peers
      ? []
      : [`mobile nodes have ${LIMITS.peers} peers or more: the rest has no name`]),
    ...[...survey.data.capped].map((what) => `there were more ${what} than are kept: the rest was not observed`),
    ...places.flatMap(({ tag }, index) =>
      tag === "Several"
        ? [`${nameOf(index)}: nearly everything is in it again: it is taken for several captures put together`]
        : [],
    ),
    ...clocks.unlinked.map(
      (index) => `${nameOf(index)}: nothing in it stands in another capture; its clock is taken as it is`,
    ),
    ...clocks.offsets.flatMap((offset, index) =>
      offset === 0 ? [] : [`${nameOf(index)}: its clock is ${offset.toFixed(6)} s ahead of that of ${nameOf(0)}`],
    ),
    ...survey.points.flatMap(({ name, encrypted }) =>
      encrypted === 0
        ? []
        : [`${name}: ${encrypted} packets are encrypted; what they carry, signalling perhaps, was not observed`],
    ),
    ...(damaged === 0
      ? []
      : [`messages with a wrong checksum, as few are: ${damaged} were taken for damaged and are not told`]),
    ...survey.points.flatMap(({ name, frames, partial }) =>
      partial === 0 ? [] : [`${name}: ${partial} of ${frames} frames are cut or malformed`],
    ),
  ];
};

const itemsOf = (
  { drafts, links }: Cast,
  ordered: ReadonlyArray<Item>,
  signals: ReadonlyMap<Item, Signal>,
  neighbours: ReadonlyMap<Item, Merged<NeighbourSeen>>,
): ReadonlyMap<Draft, ReadonlyArray<Assigned>> => {
  const items = new Map<Draft, Assigned[]>();
  const assign = (node: Draft | undefined, item: Assigned): void => {
    if (node === undefined) return;
    const list = items.get(node);
    if (list === undefined) items.set(node, [item]);
    else list.push(item);
  };
  for (const item of ordered) {
    const signal = signals.get(item);
    const said = signal === undefined ? undefined : headOf(signal);
    if (signal !== undefined && said !== undefined)
      assign(byIdentity(drafts, identityOf(said.of)), { tag: "Registration", signal });
    const neighbour = neighbours.get(item);
    const seen = neighbour === undefined ? undefined : headOf(neighbour);
    if (neighbour !== undefined && seen !== undefined)
      assign(nodeOf(drafts, seen), { tag: "Neighbour", neighbour, router: routerOf(drafts, links, seen) });
  }
  return items;
};

/** With a roles file, what it says is not questioned, and what it leaves open is inferred. */
export const interpret = (survey: Survey, file?: RolesFile): Interpretation => {
  const clocks = compareClocks(survey);
  const places = findPlaces(survey, clocks);
  const sound = soundOf(survey);
  const merged = merge(findRegistrations(sound.messages).messages, places, clocks);
  const signals = new Map<Item, Signal>(merged.map((signal) => [signal, signal]));
  const neighbours = new Map<Item, Merged<NeighbourSeen>>(
    merge(sound.neighbours, places, clocks, "at will").map((neighbour) => [neighbour, neighbour]),
  );
  const answers = matchAnswers(merged);
  const ordered = inOrder<MessageSeen | NeighbourSeen>([...signals.keys(), ...neighbours.keys()], (item) => {
    const signal = signals.get(item);
    return signal === undefined ? undefined : answers.get(signal);
  });
  const registrations = ordered.flatMap((item) => signals.get(item) ?? []);
  const cast = inferRoles(
    survey,
    registrations,
    ordered.flatMap((item) => neighbours.get(item) ?? []),
    file,
  );
  const { drafts } = cast;
  const covers = coverage(survey, places, clocks.offsets);
  const told = ordered.flatMap((item): ReadonlyArray<Signal | "solicitation"> => {
    const neighbour = neighbours.get(item);
    return neighbour === undefined || headOf(neighbour)?.of.message.type === "RA"
      ? [signals.get(item) ?? []].flat()
      : ["solicitation"];
  });
  const proofs = provenBy(survey, told, answers, covers, (pba) => {
    const to = headOf(pba)?.of.destination;
    return to === undefined ? undefined : byAddress(drafts, "mag", to)?.macs;
  });
  const start = startOf(survey, clocks);
  const items = itemsOf(cast, ordered, signals, neighbours);
  const nodes = drafts
    .filter(({ kind }) => kind === "mn")
    .map((node) => viewNode({ drafts, proofs, covers, start }, node, items.get(node) ?? []));
  return {
    survey,
    clocks,
    places,
    cast,
    roles: rolesOf(cast),
    covers,
    start,
    nodes,
    registrations,
    proofs,
    notes: notesOf(survey, clocks, places, cast, sound.damaged),
  };
};
