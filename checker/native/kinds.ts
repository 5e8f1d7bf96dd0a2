/**
 * What many outcomes have in common, numbered from 1: their effects on the halves, rule and event. A list then has one word for
 * all of it.
 */
import { type Numbering, makeNumbering, numbered, numberingBytes } from "../kernel/memo.js";
import { type Arena, allocate, enlarge, setField } from "./arena.js";
import { KINDS, KIND_BYTES } from "./fields.js";

export type Kinds = { readonly numbering: Numbering; at: number; room: number };

const FIRST = 64;

export const makeKinds = (a: Arena): Kinds => {
  const kinds = { numbering: makeNumbering(4), at: allocate(a, KIND_BYTES * FIRST), room: FIRST };
  setField(a, KINDS, kinds.at);
  return kinds;
};

/** Of what is not in the arena. */
export const kindsBytes = ({ numbering }: Kinds): number => numberingBytes(numbering);

const words = new Int32Array(4);

/** The number of the outcomes with these effects, this rule, and this event. */
export const kindOf = (a: Arena, kinds: Kinds, onA: number, onB: number, rule: number, event: number): number => {
  words[0] = onA;
  words[1] = onB;
  words[2] = rule;
  words[3] = event;
  const known = kinds.numbering.size;
  const kind = numbered(kinds.numbering, words);
  if (kind <= known) return kind;
  if (kind >= kinds.room) {
    kinds.at = enlarge(a, kinds.at, KIND_BYTES * kinds.room, 2 * KIND_BYTES * kinds.room);
    kinds.room *= 2;
    setField(a, KINDS, kinds.at);
  }
  a.words.set(words, (kinds.at + KIND_BYTES * kind) >>> 2);
  return kind;
};
