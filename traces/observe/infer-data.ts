/** Roles by user packets: who speaks with a mobile node, and, where nothing else was captured, who is one. */
import type { IpAddress } from "../wire/layers.js";
import { isGlobal } from "./anatomy.js";
import { type Draft, type Drafts, byAddress, byHome, found, put } from "./drafts.js";
import { LIMITS } from "./limits.js";
import { networkOf } from "./prefixes.js";
import type { Survey } from "./survey.js";
import { type Flow, type Track, looksCounted, reverseKey } from "./tracks.js";

const tracksOf = (flow: Flow): ReadonlyArray<Track> => [...flow.tracks.values()];
const packetsOf = (flow: Flow): number => tracksOf(flow).reduce((sum, { packets }) => sum + packets, 0);
const began = (flow: Flow): number => Math.min(...tracksOf(flow).map(({ first }) => first.time));
const earliest = (flow: Flow): Track | undefined => tracksOf(flow).toSorted((a, b) => a.first.time - b.first.time)[0];

/** Streams before other packets, more before fewer. */
const byWeight = (a: Flow, b: Flow): number =>
  Number(b.kind === "udp" && b.isNumbered) - Number(a.kind === "udp" && a.isNumbered) || packetsOf(b) - packetsOf(a);

const isNeighbour = (survey: Survey, address: IpAddress, points: ReadonlySet<number>): boolean =>
  [...(survey.hosts.get(address)?.points ?? [])].some((point) => points.has(point));

/**
 * Of two who speak with each other, with nothing else to go by: who is known to its link, where no prefix is advertised,
 * is the CN; else who speaks first.
 */
const guessNode = (survey: Survey, flow: Flow): { readonly node: IpAddress; readonly why: string } => {
  const { source, destination } = flow;
  const points = new Set(tracksOf(flow).map(({ way }) => way.point));
  const here = [source, destination].filter((address) => isNeighbour(survey, address, points));
  if (here.length === 1)
    return {
      node: here[0] === source ? destination : source,
      why: `speaks with ${here[0] ?? ""}, which is on this link, where it is not itself`,
    };
  const back = survey.data.flows.get(reverseKey(flow));
  const isAnswer = back !== undefined && began(back) < began(flow);
  return isAnswer
    ? { node: source, why: `answers the packets of ${destination}` }
    : { node: destination, why: `${source} sends to it first` };
};

/** A capture of the core without signalling: the ends of the tunnel to the mobile node. */
const guessTunnel = (drafts: Drafts, flow: Flow): void => {
  for (const { way, first } of tracksOf(flow)) {
    const ends = way.tunnels[0];
    if (ends === undefined) continue;
    const at = { capture: first.capture, frame: first.frame };
    for (const [role, address, does] of [
      ["lma", ends.source, "sends"],
      ["mag", ends.destination, "is sent"],
    ] as const) {
      if (byAddress(drafts, "lma", address) ?? byAddress(drafts, "mag", address)) continue;
      const draft = found(drafts, role);
      draft?.addresses.add(address);
      draft?.why.push({ ...at, why: `${address}: it ${does} a mobile node's packets in a tunnel` });
    }
  }
};

/** Fewer numbers in a row may be anything. */
const FEW = 3;

const guess = (drafts: Drafts, survey: Survey, flows: ReadonlyArray<Flow>): void => {
  for (const flow of flows) {
    if (!flow.isNumbered || !looksCounted(flow) || flow.numbered < FEW) continue;
    if (byHome(drafts, flow.source) ?? byHome(drafts, flow.destination)) continue;
    const { node: address, why } = guessNode(survey, flow);
    const node = found(drafts, "mn");
    const track = earliest(flow);
    if (node === undefined || track === undefined) continue;
    put(node.addresses, address);
    node.why.push({ capture: track.first.capture, frame: track.first.frame, why: `${address} ${why}` });
    if (flow.destination === address) guessTunnel(drafts, flow);
  }
};

const learnAddress = (node: Draft, survey: Survey, address: IpAddress, track: Track): void => {
  if (node.addresses.has(address)) return;
  put(node.addresses, address);
  const prefix = networkOf(address);
  if (prefix !== undefined && node.prefixes.has(prefix))
    node.why.push({ capture: track.first.capture, frame: track.first.frame, why: `${address} is in its prefix` });
  for (const mac of survey.hosts.get(address)?.macs ?? []) put(node.macs, mac);
};

/** Addresses of a home network that its neighbours were told of, whether or not anybody sends to them. */
const learnNeighbours = (drafts: Drafts, survey: Survey): void => {
  for (const [address, { macs }] of survey.hosts) {
    const node = isGlobal(address) ? byHome(drafts, address) : undefined;
    if (node === undefined || ![...macs].some((mac) => node.macs.has(mac))) continue;
    put(node.addresses, address);
  }
};

const isCore = (drafts: Drafts, address: IpAddress): Draft | undefined =>
  byAddress(drafts, "lma", address) ?? byAddress(drafts, "mag", address);

/**
 * MAGs that no signalling names, by the tunnels of a mobile node's packets with an LMA or MAG that is known. Of two MAGs
 * with a tunnel between them, the one that packets for the mobile node go to has it on its link: it came first. Limit:
 * where signalling names an LMA, whoever else is at the end of such a tunnel is taken for a MAG.
 */
const inferFromTunnels = (drafts: Drafts, flow: Flow, node: Draft): void => {
  const isDown = byHome(drafts, flow.destination) === node;
  if (!drafts.some(({ kind }) => kind === "lma")) return;
  for (const { way, first } of tracksOf(flow)) {
    const ends = way.tunnels.at(-1);
    if (ends === undefined) continue;
    const [near, far] = isDown ? [ends.source, ends.destination] : [ends.destination, ends.source];
    const [nearer, farther] = [isCore(drafts, near), isCore(drafts, far)];
    if ((nearer === undefined) === (farther === undefined) || farther?.kind === "lma") continue;
    const mag = found(drafts, "mag");
    if (mag === undefined) return;
    const address = nearer === undefined ? near : far;
    mag.addresses.add(address);
    const at = { capture: first.capture, frame: first.frame };
    mag.why.push({
      ...at,
      why: `${address}: it has a mobile node's packets in a tunnel with ${address === near ? far : near}`,
    });
    if (nearer?.kind !== "mag") continue;
    node.startedAt = mag;
    drafts.splice(drafts.indexOf(nearer), 0, ...drafts.splice(drafts.indexOf(mag), 1));
  }
};

export const inferFromData = (drafts: Drafts, survey: Survey): void => {
  const flows = [...survey.data.flows.values()]
    .filter(({ source, destination }) => isGlobal(source) && isGlobal(destination))
    .toSorted(byWeight);
  const isOpen = !drafts.some(({ kind, isGiven }) => kind === "mn" || isGiven) && survey.messages.length === 0;
  if (isOpen) guess(drafts, survey, flows);
  for (const flow of flows) {
    const ends = [flow.source, flow.destination] as const;
    const homes = ends.map((address) => byHome(drafts, address));
    const [only] = homes.filter((node) => node !== undefined);
    if (only !== undefined) inferFromTunnels(drafts, flow, only);
    const track = earliest(flow);
    if (track === undefined) continue;
    for (const [i, node] of homes.entries()) {
      const address = ends[i];
      if (node !== undefined && address !== undefined) learnAddress(node, survey, address, track);
    }
    if (homes.every((node) => node === undefined) || homes.every((node) => node !== undefined)) continue;
    const peer = homes[0] === undefined ? flow.source : flow.destination;
    if (flow.kind === "other" || drafts.some(({ addresses }) => addresses.has(peer))) continue;
    if (drafts.filter(({ kind }) => kind === "cn").length >= LIMITS.peers) continue;
    const cn = found(drafts, "cn");
    cn?.addresses.add(peer);
    const { capture, frame } = track.first;
    cn?.why.push({ capture, frame, why: `${peer} speaks with an address of a home network` });
    for (const mac of survey.hosts.get(peer)?.macs ?? []) if (cn !== undefined) put(cn.macs, mac);
  }
  learnNeighbours(drafts, survey);
};
