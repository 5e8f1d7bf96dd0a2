/** The steps of all states by the loop, as temporal properties need them. */
import type { Steps } from "../kernel/kernel.js";
import { OutOfRoom, allocate, field, release, setField } from "./arena.js";
import { type Explorer, PIECE_STATES, stateFor } from "./explorer.js";
import * as f from "./fields.js";
import { sizeOf } from "./half.js";
import { loadPiece } from "./input.js";
import { capacity } from "./layout.js";
import type { Piece } from "./log.js";
import { fill } from "./round.js";
import { stepsFrom } from "./slow.js";
import { type Worker, reserveWorker } from "./worker.js";

/** Successors that are listed at once, and a few more. */
const LISTED = 1 << 14;
const PIECES_PER_YIELD = 16;
const SUCCESSOR_BYTES = 16;

type Listing = {
  readonly e: Explorer;
  readonly into: Steps;
  readonly worker: Worker;
  /** Steps so far. */
  steps: number;
};

const add = ({ into }: Listing, at: number, target: number, rule: number): void => {
  into.targets[at] = target;
  into.owners[at] = into.ownerOf[rule]!;
};

/** Takes over what the loop has listed for the states `from` to `to` of a piece. */
const take = (l: Listing, piece: Piece, from: number, to: number, successors: number): void => {
  const { a } = l.e;
  const counts = field(a, l.worker.at + f.COUNTS) >>> 2;
  const listed = field(a, l.worker.at + f.CANDIDATES) >>> 2;
  for (let i = 0; i < successors; i++) add(l, l.steps + i, a.words[listed + 2 * i]!, a.words[listed + 2 * i + 1]!);
  for (let s = from; s < to; s++) {
    l.steps += a.words[counts + s - from]!;
    l.into.offsets[piece.first + s + 1] = l.steps;
  }
};

const numberOf = ({ a, bitsA }: Explorer, own: number, b: number): number =>
  a.loop.numberOf((BigInt(b) << BigInt(bitsA)) | BigInt(own));

/** The steps of a state that the loop does not expand. */
const takeSlowly = (l: Listing, piece: Piece, s: number): void => {
  const { e, into } = l;
  const { k } = e;
  k.states.read(piece.first + s, k.ids);
  for (const { rule, ids } of stepsFrom(k, e.units, k.ids.slice()).steps) {
    const { a, b } = stateFor(e, ids, 0);
    add(l, l.steps++, numberOf(e, a, b), rule);
  }
  into.offsets[piece.first + s + 1] = l.steps;
};

/** Lists the states of a piece; what its tables lack is filled on the way. */
const listPiece = (l: Listing, piece: Piece, to: number): void => {
  const { e, worker } = l;
  const { a, x } = e;
  const at = loadPiece(e, 0, piece, 0, to);
  let from = 0;
  while (from < to) {
    const room = (4 + x.crosses.length) * x.longest;
    reserveWorker(a, worker, x.halves[0].capacity, x.halves[1].capacity, room);
    const bytes = SUCCESSOR_BYTES * (LISTED + room);
    const listed = allocate(a, bytes);
    const own = field(a, worker.at + f.CANDIDATES);
    setField(a, worker.at + f.CANDIDATES, listed);
    const successors = a.loop.successors(worker.at, at, LISTED);
    const reached = field(a, at + f.IN_AT);
    take(l, piece, from, reached, successors);
    setField(a, worker.at + f.CANDIDATES, own);
    release(a, listed, bytes);
    const isPutOff = field(a, worker.at + f.PUT_OFF_COUNT) > 0;
    setField(a, worker.at + f.PUT_OFF_COUNT, 0);
    from = reached;
    if (!isPutOff) continue;
    if (field(a, worker.at + f.MISS_COUNT) > 0) fill(e, []);
    else {
      takeSlowly(l, piece, from++);
      setField(a, at + f.IN_AT, from);
    }
  }
};

/** The steps of the first states of the log. Yields now and then. Throws `OutOfRoom`. */
export function* listSteps(e: Explorer, into: Steps): Generator<void, void> {
  const { a, x } = e;
  const [worker] = e.workers;
  if (worker === undefined) throw new Error("there is at least one worker");
  if (!e.isWhole) throw new OutOfRoom();
  const bytes = 4 * capacity(e);
  const numbers = allocate(a, bytes);
  setField(a, f.NUMBERS, numbers);
  for (const piece of e.log.pieces)
    if (a.loop.number(loadPiece(e, 0, piece, 0, piece.count)) === 0)
      throw new Error("a state of the log is in the table");
  const counts = allocate(a, 4 * PIECE_STATES);
  setField(a, worker.at + f.COUNTS, counts);
  setField(a, f.LISTS, 1);
  x.isListing = true;
  for (const half of x.halves) a.words.fill(0, half.lists >>> 2, (half.lists >>> 2) + sizeOf(half));
  const l: Listing = { e, into, worker, steps: 0 };
  for (const [i, piece] of e.log.pieces.entries()) {
    const to = Math.min(piece.count, into.size - piece.first);
    if (to <= 0) break;
    listPiece(l, piece, to);
    if (i % PIECES_PER_YIELD === 0) yield;
  }
  setField(a, f.LISTS, 0);
  release(a, counts, 4 * PIECE_STATES);
  release(a, numbers, bytes);
}
