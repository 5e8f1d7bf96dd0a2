/**
 * The clocks of captures against each other, from what was seen at two of them. Of a packet on its way from A to B the
 * difference of the times is the offset of the clocks plus the delay, of one on the way back the offset less the delay:
 * so the offset lies between. Which of two captures is nearer to a sender follows as well, whatever the clocks say. An
 * offset that zero explains is zero. Limit: with packets one way only, delay and offset are one; up to a second is taken
 * for delay.
 */
import type { MacAddress } from "../wire/layers.js";
import type { Survey } from "./survey.js";
import { type Flow, reverseKey } from "./tracks.js";

/** A message, as often as it stands in a capture, or the first sighting of a numbered packet. */
type Mark = {
  readonly time: number;
  /** All marks with this text went the same way, those with `back` the other. */
  readonly way: string;
  readonly back: string;
  readonly mac: MacAddress | undefined;
};
type Marks = Map<string, Mark>;

/** Of one way: the least and greatest difference, second capture less first. */
export type Span = { low: number; high: number; count: number };

export type Clocks = {
  /** By capture: what to subtract from its times. */
  readonly offsets: ReadonlyArray<number>;
  /** Captures that share nothing with the first one, not even through others: their clocks are taken as they are. */
  readonly unlinked: ReadonlyArray<number>;
  /** How much later than at `a` frames that a host sent were seen at `b`, offset included. */
  readonly spans: (a: number, b: number) => ReadonlyMap<MacAddress, Span>;
};

/** Marks of a capture: enough for a good estimate. */
const MOST = 20_000;
/** Of a clock's reading: captures of one host take a packet's time at slightly different moments. */
const PRECISION = 0.000_02;
const LONG_DELAY = 1;

const markFlow = (all: ReadonlyArray<Marks>, flow: Flow): void => {
  const back = reverseKey(flow);
  for (const { way, samples } of flow.tracks.values()) {
    const marks = all[way.point];
    if (marks === undefined) continue;
    for (const [number, time] of samples) {
      const key = `${flow.key} #${number}`;
      const known = marks.get(key);
      if (known === undefined ? marks.size < MOST : time < known.time)
        marks.set(key, { time, way: flow.key, back, mac: way.source });
    }
  }
};

/**
 * Messages that are alike are numbered, and how many there are is part of the key: else they cannot be told apart. Router
 * solicitations and advertisements tell nothing: a mobile node sends the same octets on every link that it comes to.
 */
const marksOf = ({ points, messages, data }: Survey): ReadonlyArray<Marks> => {
  const all = points.map((): Marks => new Map());
  const alike = new Map<string, Mark[]>();
  for (const { point, time, key, link, source, destination } of messages) {
    const mac = link.tag === "Bare" ? undefined : link.source;
    const mark = { time, way: `${source}>${destination}`, back: `${destination}>${source}`, mac };
    const place = `${point} ${key}`;
    const list = alike.get(place);
    if (list === undefined) alike.set(place, [mark]);
    else list.push(mark);
  }
  for (const [place, list] of alike) {
    const cut = place.indexOf(" ");
    const marks = all[Number(place.slice(0, cut))];
    const key = place.slice(cut + 1);
    for (const [i, mark] of list.entries())
      if (marks !== undefined && marks.size < MOST) marks.set(`${key} ${i} of ${list.length}`, mark);
  }
  for (const flow of data.flows.values()) if (flow.isNumbered) markFlow(all, flow);
  return all;
};

const widen = <K>(spans: Map<K, Span>, key: K, difference: number): void => {
  const span = spans.get(key);
  if (span === undefined) spans.set(key, { low: difference, high: difference, count: 1 });
  else {
    span.low = Math.min(span.low, difference);
    span.high = Math.max(span.high, difference);
    span.count++;
  }
};

type Pair = { readonly offset: number; readonly count: number };

const estimate = (a: Marks, b: Marks): Pair | undefined => {
  const spans = new Map<string, Span>();
  const backs = new Map<string, string>();
  for (const [key, { time, way, back }] of a) {
    const other = b.get(key);
    if (other === undefined) continue;
    widen(spans, way, other.time - time);
    backs.set(way, back);
  }
  let best: (Pair & { readonly isBothWays: boolean }) | undefined;
  for (const [way, forth] of spans) {
    const back = spans.get(backs.get(way) ?? "");
    const count = back === undefined ? forth.count : Math.min(forth.count, back.count);
    const isBothWays = back !== undefined;
    if (
      best !== undefined &&
      (best.isBothWays ? !isBothWays || count <= best.count : !isBothWays && count <= best.count)
    )
      continue;
    best = { offset: back === undefined ? oneWay(forth) : between(forth, back), count, isBothWays };
  }
  return best;
};

/** Zero if zero explains it; else the middle of what does. */
const between = (forth: Span, back: Span): number => {
  const [earlier, later] = forth.low + forth.high < back.low + back.high ? [forth, back] : [back, forth];
  const low = Math.min(earlier.high, later.low);
  const high = Math.max(earlier.high, later.low);
  return low - PRECISION <= 0 && 0 <= high + PRECISION ? 0 : (low + high) / 2;
};

const oneWay = ({ low, high }: Span): number => {
  const least = Math.abs(low) < Math.abs(high) ? low : high;
  return Math.abs(least) <= LONG_DELAY ? 0 : least;
};

export const compareClocks = (survey: Survey): Clocks => {
  const all = marksOf(survey);
  const offsets: Array<number | undefined> = all.map((_, i) => (i === 0 ? 0 : undefined));
  const known = all.length === 0 ? [] : [0];
  const unlinked: number[] = [];
  const pairs = new Map<string, Pair | undefined>();
  const pairOf = (a: number, b: number): Pair | undefined => {
    const key = `${a} ${b}`;
    if (!pairs.has(key)) pairs.set(key, estimate(all[a] ?? new Map(), all[b] ?? new Map()));
    return pairs.get(key);
  };
  while (known.length < all.length) {
    // The best link from a capture whose clock is known to one whose is not.
    let best: { readonly to: number; readonly offset: number; readonly count: number } | undefined;
    for (const from of known)
      for (const to of all.keys()) {
        if (offsets[to] !== undefined) continue;
        const pair = pairOf(from, to);
        if (pair !== undefined && pair.count > (best?.count ?? 0))
          best = { to, offset: (offsets[from] ?? 0) + pair.offset, count: pair.count };
      }
    const next = best ?? { to: offsets.indexOf(undefined), offset: 0 };
    if (best === undefined) unlinked.push(next.to);
    offsets[next.to] = next.offset;
    known.push(next.to);
  }
  const spans = (a: number, b: number): ReadonlyMap<MacAddress, Span> => {
    const result = new Map<MacAddress, Span>();
    for (const [key, { time, mac }] of all[a] ?? []) {
      const other = all[b]?.get(key);
      if (other !== undefined && mac !== undefined && mac === other.mac) widen(result, mac, other.time - time);
    }
    return result;
  };
  return { offsets: offsets.map((offset) => offset ?? 0), unlinked, spans };
};
