import { fillDeliveries, fillJoined, fillObserver, fillOverflow, fillRule, fillSend } from "./fill.js";
import { mix, push, reserve } from "./ints.js";
import { type Kernel, RECENT_SHIFT, reserveBatch } from "./kernel.js";
import { find } from "./memo.js";
import { VIOLATED, askedAbout, noteTaken, stepFinding } from "./predicates.js";
import { unpackOne } from "./layout.js";
import { CHUNK_BITS, CHUNK_MASK } from "./store.js";
import { BLOCKED, type Group, type Joined, NOTHING, OP_ID, OUTCOME_HEAD, OVERFLOWED } from "./tables.js";

/** How expanding a state ended. OUTGROWN: nothing was added; flush, give a new layout, and expand it again. */
export const EXPANDED = 0;
export const OUTGROWN = 1;
export const FAILED = 2;

/** Identities and hash of a stored state. Its chunk must have been refreshed. */
export const unpack = (k: Kernel, index: number): number => {
  const { layout, chunks } = k.store;
  const { word, shift, mask } = layout;
  const states = chunks[index >>> CHUNK_BITS]!;
  const base = (index & CHUNK_MASK) * layout.words;
  const ids = k.ids;
  let hash = 0;
  for (let place = 0; place < ids.length; place++) {
    const id = (states[base + word[place]!]! >>> shift[place]!) & mask[place]!;
    ids[place] = id;
    hash ^= mix(place, id);
  }
  return hash;
};

/** The offset of joined outcomes for the current state, where `flat` did not have it. 0 on a fault. */
const lookUpJoined = (k: Kernel, joined: Joined): number => {
  const { ids, key } = k;
  for (let i = 0; i < joined.reads.length; i++) key[i] = ids[joined.reads[i]!]!;
  return find(joined.memo, key, 0) || fillJoined(k.tables, joined, key);
};

/** The offset of a group's outcomes for the current state and a message. 0 on a fault. */
const lookUpReceiving = (k: Kernel, group: Group, message: number): number => {
  const { ids, key } = k;
  const { reads, memo } = group;
  const { direct, widths } = memo;
  if (direct.length !== 0) {
    let index = message;
    for (let i = 0; i < reads.length; i++) index = (index << widths[i + 1]!) | ids[reads[i]!]!;
    const at = direct[index]!;
    if (at !== 0) return at;
  }
  key[0] = message;
  for (let i = 0; i < reads.length; i++) key[i + 1] = ids[reads[i]!]!;
  return find(memo, key, 0) || fillRule(k.tables, group, key);
};

const hit = (k: Kernel, at: number, place: number, change: number, hash: number): void => {
  const { hits } = k;
  reserve(hits, 4);
  const { data } = hits;
  let n = hits.size;
  data[n++] = at;
  data[n++] = place;
  data[n++] = change;
  data[n++] = hash;
  hits.size = n;
};

/** Collects the tables' answers for the current state into `hits`. */
export const collect = (k: Kernel): number => {
  const { tables: t, program, flat, receiving, ids, key } = k;
  k.hits.size = 0;
  for (let g = 0, pc = 0; pc < program.length; g++) {
    const base = program[pc]!;
    const end = pc + 2 + 2 * program[pc + 1]!;
    let index = 0;
    for (pc += 2; pc < end; pc += 2) index = (index << program[pc + 1]!) | ids[program[pc]!]!;
    let at = base < 0 ? 0 : flat[base + index]!;
    if (at === NOTHING) continue;
    if (at === 0) at = lookUpJoined(k, t.joined[g]!);
    if (at === NOTHING) continue;
    if (at === 0) return FAILED;
    hit(k, at, -1, 0, 0);
  }
  for (let r = 0; r < receiving.length; r++) {
    const { place, groups } = receiving[r]!;
    const memo = t.deliveries[place]!;
    const id = ids[place]!;
    let list = memo.direct.length !== 0 ? memo.direct[id]! : 0;
    if (list === 0) {
      key[0] = id;
      list = find(memo, key, 0) || fillDeliveries(t, place, key);
      if (t.outgrown) return OUTGROWN;
    }
    const offers = t.code.data[list]!;
    k.offers[r] = offers;
    for (let i = 0; i < offers; i++) {
      const offer = list + 1 + 3 * i;
      const message = t.code.data[offer]!;
      for (let g = 0; g < groups.length; g++) {
        const at = lookUpReceiving(k, groups[g]!, message);
        if (at === NOTHING) continue;
        if (at === 0) return FAILED;
        hit(k, at, place, t.code.data[offer + 1]!, t.code.data[offer + 2]!);
      }
    }
  }
  return t.outgrown ? OUTGROWN : EXPANDED;
};

/** The next value of a channel or observer, from its table; 0 on a fault. */
export const operate = (k: Kernel, place: number, argument: number, id: number): number => {
  const { tables: t, key } = k;
  const memo = t.ops[place]!;
  if (memo.direct.length !== 0) {
    const known = memo.direct[(argument << memo.widths[1]!) | id]!;
    if (known !== 0) return known;
  }
  key[0] = argument;
  key[1] = id;
  const known = memo.direct.length !== 0 ? 0 : find(memo, key, 0);
  if (known !== 0) return known;
  return t.compiled.components[place]!.kind === "channel" ? fillSend(t, place, key) : fillObserver(t, place, key);
};

export const overflow = (k: Kernel, event: number, place: number): number => {
  k.key[0] = event;
  k.key[1] = place;
  return (find(k.tables.overflows, k.key, 0) || fillOverflow(k.tables, k.key)) - 1;
};

/** Asks the action properties about the step to the successor at `n`. False on a fault. */
export const judgeActions = (k: Kernel, index: number, event: number, n: number): boolean => {
  const { layout } = k.store;
  let asked = k.predicates.asked[event];
  if (asked === undefined) {
    asked = askedAbout(k.tables, k.predicates, event);
    if (asked === undefined) return false;
    noteTaken(k.predicates, asked);
  }
  for (const table of asked) {
    const { reads } = table;
    for (let i = 0; i < reads.length; i++) {
      const place = reads[i]!;
      k.key[i] = k.ids[place]!;
      k.key[reads.length + 1 + i] =
        (k.batch.words[n * layout.words + layout.word[place]!]! >>> layout.shift[place]!) & layout.mask[place]!;
    }
    k.key[reads.length] = event;
    const finding = stepFinding(k.tables, table, k.key);
    if (finding === 0) return false;
    if (finding !== VIOLATED) continue;
    const to = k.ids.map((_, place) => unpackOne(layout, k.batch.words, n * layout.words, place));
    k.badSteps.push({ property: table.compiled.index, source: index, to });
  }
  return true;
};

/** Takes back what expanding a state has added so far. `recent` keeps it, and is made anew before it is next used. */
export const undo = (k: Kernel, batchSize: number, badSteps: number, result: number): number => {
  k.batch.size = batchSize;
  k.badSteps.length = badSteps;
  return result;
};

/**
 * Adds the successors of state `index` to the batch, but for those just met; with `k.lists` all of them, one for each entry
 * of `firing`, and without asking or counting anything: the state has been expanded before. A successor is the state's words with a few identities exchanged:
 * `before ^ after` is known from the tables, so words and hash change by exclusive or, and nothing is packed again.
 */
export const expand = (k: Kernel, index: number): number => {
  const { tables: t, store, batch, hits, incidents, firing } = k;
  const from = unpack(k, index);
  const collected = collect(k);
  if (collected !== EXPANDED) return collected;
  const { words: width, word, shift, mask } = store.layout;
  const states = store.chunks[index >>> CHUNK_BITS]!;
  const base = (index & CHUNK_MASK) * width;
  const { observers } = t.compiled;
  const { recent } = k;
  const self = (from >>> RECENT_SHIFT) * (width + 1);
  recent[self] = 1;
  for (let w = 0; w < width; w++) recent[self + 1 + w] = states[base + w]!;
  // What a boundary may keep out is not known to be in the store before the flush has decided.
  const isCertain = k.predicates.boundaries.length === 0;
  const hasActions = k.predicates.actions.length !== 0 && !k.lists;
  const { lists } = k;
  const first = batch.size;
  const bad = k.badSteps.length;
  let n = first;
  incidents.size = 0;
  firing.size = 0;
  let code = t.code.data;

  for (let i = 0; i < hits.size; i += 4) {
    let p = hits.data[i]!;
    const taken = hits.data[i + 1]!;
    const takenChange = hits.data[i + 2]!;
    const takenHash = hits.data[i + 3]!;
    const outcomes = code[p++]!;
    if (n + outcomes > batch.capacity) reserveBatch(batch, 2 * (n + outcomes), width);
    const { words, hashes, sources } = batch;
    reserve(firing, outcomes);
    const rules = firing.data;
    for (let o = 0; o < outcomes; o++) {
      const at = n * width;
      for (let w = 0; w < width; w++) words[at + w] = states[base + w]!;
      let hash = from ^ takenHash ^ code[p + 2]!;
      if (taken >= 0) words[at + word[taken]!]! ^= takenChange << shift[taken]!;
      const rule = code[p]!;
      let event = code[p + 1]!;
      const sends = p + OUTCOME_HEAD + 2 * code[p + 3]!;
      const end = sends + 2 * code[p + 4]!;
      for (p += OUTCOME_HEAD; p < sends; p += 2) words[at + word[code[p]!]!]! ^= code[p + 1]! << shift[code[p]!]!;
      let isBlocked = false;
      for (; p < end; p += 2) {
        const place = code[p]!;
        const id = (words[at + word[place]!]! >>> shift[place]!) & mask[place]!;
        const result = operate(k, place, code[p + 1]!, id);
        if (t.outgrown) return undo(k, first, bad, OUTGROWN);
        if (result >= OP_ID) {
          const next = result - OP_ID;
          words[at + word[place]!]! ^= (id ^ next) << shift[place]!;
          hash ^= mix(place, id) ^ mix(place, next);
        } else if (result === BLOCKED) {
          push(incidents, 2 * place);
          isBlocked = true;
          p = end;
          break;
        } else if (result === OVERFLOWED) {
          push(incidents, 2 * place + 1);
          event = overflow(k, event, place);
          if (t.outgrown) return undo(k, first, bad, OUTGROWN);
        }
      }
      if (isBlocked) continue;
      for (let j = 0; j < observers.length; j++) {
        const place = observers[j]!;
        const id = (words[at + word[place]!]! >>> shift[place]!) & mask[place]!;
        const result = operate(k, place, event, id);
        if (result === 0) return undo(k, first, bad, FAILED);
        if (t.outgrown) return undo(k, first, bad, OUTGROWN);
        const next = result - OP_ID;
        words[at + word[place]!]! ^= (id ^ next) << shift[place]!;
        hash ^= mix(place, id) ^ mix(place, next);
      }
      if (hasActions && !judgeActions(k, index, event, n)) return undo(k, first, bad, FAILED);
      rules[firing.size++] = rule;
      if (!lists) {
        const r = (hash >>> RECENT_SHIFT) * (width + 1);
        if (recent[r] !== 0) {
          let w = 0;
          while (w < width && recent[r + 1 + w] === words[at + w]) w++;
          if (w === width) continue;
        }
        if (isCertain) {
          recent[r] = 1;
          for (let w = 0; w < width; w++) recent[r + 1 + w] = words[at + w]!;
        }
      }
      hashes[n] = hash;
      sources[n] = index;
      n++;
    }
    code = t.code.data;
  }
  batch.size = n;
  if (!lists) settle(k);
  return EXPANDED;
};

/** Counts what happened while expanding, now that it is certain to stay. */
export const settle = (k: Kernel): void => {
  const { incidents, blocked, overflowed, receiving, firing, fired } = k;
  for (let i = 0; i < firing.size; i++) fired[firing.data[i]!]! += 1;
  k.transitions += firing.size;
  for (let i = 0; i < incidents.size; i++) {
    const incident = incidents.data[i]!;
    const counts = (incident & 1) === 0 ? blocked : overflowed;
    counts[incident >> 1]! += 1;
  }
  k.expanded++;
  for (let r = 0; r < receiving.length; r++) k.offered[r]! += k.offers[r]!;
};
