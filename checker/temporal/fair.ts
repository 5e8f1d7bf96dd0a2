/** Runs without end that are fair: where, within a region, the nearest of them comes to its loop. */
import { HOLDS } from "../kernel/predicates.js";
import { type Parts, type Stacks, components } from "./components.js";
import type { Graph } from "./graph.js";
import { type Region, type Shape, OUTSIDE } from "./region.js";

/** The loop's component by its tag; undefined where the run stops for ever in the state. */
export type Loop = { readonly entry: number; readonly tag: number | undefined };

type Found = { readonly members: Int32Array; readonly tag: number };

/** What is known of a component about each owner: states where it is enabled, and whether it fires within. */
type Tally = { readonly enabled: Float64Array; readonly seen: Int32Array; readonly fires: Uint8Array };

const makeTally = (owners: number): Tally => ({
  enabled: new Float64Array(owners),
  seen: new Int32Array(owners),
  fires: new Uint8Array(owners),
});

/** No rule with fairness is enabled in the state: a run may stop there for ever. */
export const mayStop = ({ offsets, owners }: Graph, s: number): boolean => {
  for (let i = offsets[s]!; i < offsets[s + 1]!; i++) if (owners[i] !== 0) return false;
  return true;
};

/** Most components are one state that no step leads back to. */
const isIdle = ({ offsets, targets }: Graph, members: Int32Array): boolean => {
  if (members.length > 1) return false;
  const s = members[0]!;
  for (let i = offsets[s]!; i < offsets[s + 1]!; i++) if (targets[i] === s) return false;
  return true;
};

const count = (graph: Graph, tags: Int32Array, { members, tag }: Found, tally: Tally): void => {
  const { offsets, targets, owners } = graph;
  const { enabled, seen, fires } = tally;
  enabled.fill(0);
  fires.fill(0);
  seen.fill(-1);
  for (let m = 0; m < members.length; m++) {
    const s = members[m]!;
    for (let i = offsets[s]!; i < offsets[s + 1]!; i++) {
      const owner = owners[i]!;
      if (seen[owner] !== s) {
        seen[owner] = s;
        enabled[owner]! += 1;
      }
      if (targets[i]! < 0 || tags[targets[i]!] !== tag) continue;
      fires[owner] = 1;
    }
  }
};

const lacksHolds = (flags: Uint8Array, members: Int32Array): boolean => {
  for (let m = 0; m < members.length; m++) if ((flags[members[m]!]! & HOLDS) === 0) return true;
  return false;
};

/**
 * What a component says of runs that stay in it. fair: one that visits all of it owes nothing. none: every one owes
 * something. Otherwise only runs that keep out of the states where these strongly fair rules are enabled may be fair.
 */
const judge = (graph: Graph, tags: Int32Array, found: Found, tally: Tally): "fair" | "none" | number[] => {
  if (isIdle(graph, found.members)) return "none";
  count(graph, tags, found, tally);
  const avoided: number[] = [];
  for (let owner = 1; owner < graph.rules.length; owner++) {
    if (tally.fires[owner] === 1 || tally.enabled[owner] === 0) continue;
    if (graph.isStrong[owner] === true) avoided.push(owner);
    // Enabled everywhere and never fired within: so it is in every part of the component.
    if (tally.enabled[owner] === found.members.length) return "none";
  }
  return avoided.length === 0 ? "fair" : avoided;
};

const isAvoided = ({ offsets, owners }: Graph, s: number, avoided: ReadonlyArray<number>): boolean => {
  for (let i = offsets[s]!; i < offsets[s + 1]!; i++) if (avoided.includes(owners[i]!)) return true;
  return false;
};

/**
 * The nearest state of the region from which on a fair run can violate the property for ever. Components that a strongly
 * fair rule rules out as a whole are searched again without the states where it is enabled, until nothing is left.
 */
export function* nearestLoop(
  graph: Graph,
  region: Region,
  flags: Uint8Array,
  { avoids, lacks }: Shape,
  parts: Parts,
  stacks: Stacks,
): Generator<void, Loop | undefined> {
  const { tags } = parts;
  const { states, before } = region;
  const whole = parts.next++;
  for (let i = 0; i < states.length; i++) if ((flags[states[i]!]! & avoids) === 0) tags[states[i]!] = whole;
  const rank = new Int32Array(graph.size);
  for (let i = 0; i < states.length; i++) rank[states[i]!] = i;
  const tally = makeTally(graph.rules.length);
  let best = states.length;
  let bestTag: number | undefined;
  for (let i = 0; i < states.length && best === states.length; i++) {
    const s = states[i]!;
    const isMeant = tags[s] === whole && !(lacks && (flags[s]! & HOLDS) !== 0);
    if (isMeant && before[s] !== OUTSIDE && mayStop(graph, s)) best = i;
  }
  const pending: { readonly tag: number; readonly states: Int32Array }[] = [{ tag: whole, states }];
  const weigh = (members: Int32Array, tag: number): void => {
    if (lacks && !lacksHolds(flags, members)) return;
    const verdict = judge(graph, tags, { members, tag }, tally);
    if (verdict === "none") return;
    if (verdict === "fair") {
      for (let m = 0; m < members.length; m++) {
        if (rank[members[m]!]! >= best) continue;
        best = rank[members[m]!]!;
        bestTag = tag;
      }
      return;
    }
    const rest = members.filter((s) => !isAvoided(graph, s, verdict));
    const own = parts.next++;
    for (let m = 0; m < rest.length; m++) tags[rest[m]!] = own;
    if (rest.length > 0) pending.push({ tag: own, states: rest });
  };
  for (let part = pending.pop(); part !== undefined; part = pending.pop())
    yield* components(graph, parts, stacks, part.tag, part.states, weigh);
  return best === states.length ? undefined : { entry: states[best]!, tag: bestTag };
}
