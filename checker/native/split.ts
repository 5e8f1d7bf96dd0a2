/**
 * Which components make which half. Good halves have few values each, so that what is known of a value serves many states,
 * and few rules that read both. What is best is not known before the exploration; a sample of states says enough.
 */

export type Sample = {
  /** States, and components of each; identities state by state. */
  readonly count: number;
  readonly width: number;
  readonly ids: Int32Array;
};

/** The components of each half, ascending. */
export type Split = readonly [ReadonlyArray<number>, ReadonlyArray<number>];

/** 32 bits that look random for each state: of two lists that differ somewhere the sums are as good as never equal. */
type Hashes = { readonly low: Int32Array; readonly high: Int32Array };

const scramble = (place: number, id: number, salt: number): number => {
  let h = Math.imul(place + salt, 0x9e3779b1) ^ Math.imul(id + 1, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return h ^ (h >>> 15);
};

const hashesOf = ({ count, width, ids }: Sample, place: number): Hashes => {
  const [low, high] = [new Int32Array(count), new Int32Array(count)];
  for (let i = 0; i < count; i++) {
    low[i] = scramble(place, ids[i * width + place]!, 1);
    high[i] = scramble(place, ids[i * width + place]!, 0x51ed27);
  }
  return { low, high };
};

const sum = (a: Hashes, b: Hashes): Hashes => {
  const [low, high] = [a.low.slice(), a.high.slice()];
  for (let i = 0; i < low.length; i++) {
    low[i]! ^= b.low[i]!;
    high[i]! ^= b.high[i]!;
  }
  return { low, high };
};

const NONE = new Int32Array(0);
/** Sums over nothing, of at least so many states. */
let nothing: Hashes = { low: NONE, high: NONE };
const nothingOf = (states: number): Hashes => {
  if (nothing.low.length < states) nothing = { low: new Int32Array(states), high: new Int32Array(states) };
  return nothing;
};

/** An open-addressed set of what is being counted: hashes, and how often they were met, 0 where a slot is free, at most 3. */
let set = { low: NONE, high: NONE, times: new Uint8Array(0) };

/**
 * How many different values there are in all, from those in the sample: as many again as a sample with so many that were
 * met once, and so few that were met twice, has missed (the estimate called Chao1). Of the sum of two lists, which is not made.
 */
const distinct = (one: Hashes, other = nothingOf(one.low.length)): number => {
  const { length } = one.low;
  const size = 2 ** (33 - Math.clz32(length));
  if (set.times.length < size)
    set = { low: new Int32Array(size), high: new Int32Array(size), times: new Uint8Array(size) };
  const { low, high, times } = set;
  times.fill(0, 0, size);
  let found = 0;
  let once = 0;
  let twice = 0;
  for (let i = 0; i < length; i++) {
    const a = one.low[i]! ^ other.low[i]!;
    const b = one.high[i]! ^ other.high[i]!;
    let slot = a & (size - 1);
    while (times[slot] !== 0 && (low[slot] !== a || high[slot] !== b)) slot = (slot + 1) & (size - 1);
    const met = times[slot]!;
    if (met === 0) {
      low[slot] = a;
      high[slot] = b;
      found++;
      once++;
    } else if (met === 1) {
      once--;
      twice++;
    } else if (met === 2) twice--;
    times[slot] = Math.min(3, met + 1);
  }
  return found + (once * (once - 1)) / (2 * (twice + 1));
};

type Part = { readonly places: ReadonlyArray<number>; readonly hashes: Hashes; readonly size: number };

/** How many values two parts have together. */
type Joints = Map<Part, Map<Part, number>>;

/**
 * Parts that say much about each other become one, until there are two. To have fewer values together than apart counts
 * the more, the smaller `bond` is: then parts of equal size are preferred less.
 */
const gathered = (parts: ReadonlyArray<Part>, bond: number, joints: Joints): ReadonlyArray<Part> => {
  let left = [...parts];
  const joint = (a: Part, b: Part): number => {
    const row = joints.get(a) ?? new Map<Part, number>();
    joints.set(a, row);
    const known = row.get(b) ?? distinct(a.hashes, b.hashes);
    row.set(b, known);
    return known;
  };
  while (left.length > 2) {
    let best: { readonly a: Part; readonly b: Part; readonly size: number; readonly score: number } | undefined;
    for (const [i, a] of left.entries()) {
      for (const b of left.slice(i + 1)) {
        const size = joint(a, b);
        const score = Math.log2(a.size * b.size) - bond * Math.log2(size);
        if (best === undefined || score > best.score) best = { a, b, size, score };
      }
    }
    if (best === undefined) break;
    const { a, b, size } = best;
    left = left.filter((part) => part !== a && part !== b);
    left.push({ places: [...a.places, ...b.places], hashes: sum(a.hashes, b.hashes), size });
  }
  return left;
};

/** The cost of values grows with this power of those in a sample: the half that has more gets more of those to come. */
const GROWING = 2;
/** So little costs nothing yet. */
const FEW = 2048;
/** To have all rules read both halves is as bad as twice that cost, so many times. */
const CROSSING = 10;
const ROUNDS = 6;
/** Ways to begin: see `gathered`. */
const BONDS: ReadonlyArray<number> = [1, 1.15, 1.3, 1.45, 1.6];
/** States that are enough to choose what to start from. */
const THIN = 1024;

type Sides = { readonly side: Int32Array; readonly halves: readonly [Hashes, Hashes]; readonly cost: number };

const crossingIn = (side: Int32Array, units: ReadonlyArray<ReadonlyArray<number>>): number =>
  units.filter((places) => places.some((place) => side[place] !== side[places[0]!])).length;

const costOf = (
  side: Int32Array,
  values: readonly [number, number],
  units: ReadonlyArray<ReadonlyArray<number>>,
): number =>
  Math.log2(FEW + values[0] ** GROWING + values[1] ** GROWING) +
  (CROSSING * crossingIn(side, units)) / Math.max(1, units.length);

/** Moves components to the other half as long as that makes it cheaper. */
const improved = (from: Sides, moving: ReadonlyArray<Part>, units: ReadonlyArray<ReadonlyArray<number>>): Sides => {
  const side = from.side.slice();
  let { halves, cost } = from;
  for (let round = 0; round < ROUNDS; round++) {
    const before = cost;
    for (const { places, hashes: own } of moving) {
      const place = places[0]!;
      side[place] = 1 - side[place]!;
      // To leave a sum is to enter it once more.
      const now = costOf(side, [distinct(halves[0], own), distinct(halves[1], own)], units);
      if (now < cost) {
        cost = now;
        halves = [sum(halves[0], own), sum(halves[1], own)];
      } else side[place] = 1 - side[place];
    }
    if (cost === before) break;
  }
  return { side, halves, cost };
};

/** Evenly spaced states of a sample, at most so many. */
const thinned = ({ count, width, ids }: Sample, most: number): Sample => {
  const kept = Math.min(count, most);
  const fewer = new Int32Array(kept * width);
  for (let i = 0; i < kept; i++) {
    const at = Math.floor((i * count) / kept) * width;
    fewer.set(ids.subarray(at, at + width), i * width);
  }
  return { count: kept, width, ids: fewer };
};

const partsOf = (sample: Sample): ReadonlyArray<Part> =>
  Array.from({ length: sample.width }, (_, place): Part => {
    const hashes = hashesOf(sample, place);
    return { places: [place], hashes, size: distinct(hashes) };
  });

/** The halves for a sample; `units` are the footprints of the rules. */
export const splitFor = (sample: Sample, units: ReadonlyArray<ReadonlyArray<number>>): Split => {
  const parts = partsOf(sample);
  const moving = parts.filter(({ size }) => size > 1);
  const none = { low: new Int32Array(sample.count), high: new Int32Array(sample.count) };
  const thin = partsOf(thinned(sample, THIN)).filter(({ places }) => parts[places[0]!]!.size > 1);
  const joints: Joints = new Map();
  const starts = BONDS.map((bond) => {
    const side = new Int32Array(sample.width);
    for (const place of gathered(thin, bond, joints)[1]?.places ?? []) side[place] = 1;
    const whole = (half: number): Hashes =>
      moving.reduce<Hashes>((all, { places, hashes }) => (side[places[0]!] === half ? sum(all, hashes) : all), none);
    const halves = [whole(0), whole(1)] as const;
    const values = [distinct(halves[0]), distinct(halves[1])] as const;
    return improved({ side, halves, cost: costOf(side, values, units) }, moving, units);
  });
  const { side } = starts.reduce((best, each) => (each.cost < best.cost ? each : best));
  // What never changed goes where most of the rules are that read it, so that they read one half.
  for (const { places, size } of parts) {
    if (size > 1) continue;
    const place = places[0]!;
    const zero = crossingIn(side, units);
    side[place] = 1;
    if (crossingIn(side, units) > zero) side[place] = 0;
  }
  const all = Array.from(side.keys());
  return [all.filter((place) => side[place] === 0), all.filter((place) => side[place] === 1)];
};

/** How many values both halves are expected to have. */
export const valuesFor = (sample: Sample, split: Split): number =>
  split.reduce((all, places) => {
    const none = { low: new Int32Array(sample.count), high: new Int32Array(sample.count) };
    return all + distinct(places.reduce<Hashes>((own, place) => sum(own, hashesOf(sample, place)), none));
  }, 0);

/** Pairs of classes that are few in any case. */
const FEW_MET = 2 ** 9;
/** To look once in a table with more pairs than two tables have is worth it up to so many times more. */
const WORTH = 0.7;

/**
 * Units that read both halves, put together while a table of all pairs of what they read stays small: one look-up then says
 * what all of them do. Each result is the indexes of its units.
 */
export const joined = (
  sample: Sample,
  units: ReadonlyArray<ReadonlyArray<number>>,
): ReadonlyArray<ReadonlyArray<number>> => {
  const hashes = Array.from({ length: sample.width }, (_, place) => hashesOf(sample, place));
  const none = { low: new Int32Array(sample.count), high: new Int32Array(sample.count) };
  const classes = (places: ReadonlyArray<number>): number =>
    distinct(places.reduce<Hashes>((all, place) => sum(all, hashes[place]!), none));
  const tables: { members: number[]; places: ReadonlyArray<number>; met: number }[] = [];
  const widest = [...units.keys()].toSorted((a, b) => units[b]!.length - units[a]!.length);
  for (const unit of widest) {
    const places = units[unit]!;
    const own = classes(places);
    const home = tables.find((table) => {
      const both = [...new Set([...table.places, ...places])];
      return both.length === table.places.length || classes(both) <= Math.max(FEW_MET, WORTH * (table.met + own));
    });
    if (home === undefined) tables.push({ members: [unit], places, met: own });
    else {
      home.members.push(unit);
      home.places = [...new Set([...home.places, ...places])];
      home.met = classes(home.places);
    }
  }
  return tables.map(({ members }) => members);
};
