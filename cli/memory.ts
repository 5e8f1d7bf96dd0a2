/** What an exploration may take of the machine: memory, and disk for what memory has no room for. */
import { totalmem } from "node:os";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Options } from "../checker/explore/report.js";
import { isStorageError, type Spill } from "../checker/explore/storage.js";
import { makeSpill } from "../checker/node/index.js";

export type Memory = {
  /** Bytes of the process as it is, and how it is made to give back what it does not use. */
  readonly process: NonNullable<Options["memory"]>;
  /** Bytes at which an exploration stops where no bound is given. */
  readonly most: number;
  /** Room on disk that is made when it is first needed. */
  readonly spill: () => Spill;
};

/** Of what the machine has, or of what this process may have of it. The rest is for the system and for other programs. */
const PART = 0.75;

const lazily = (make: typeof makeSpill): Spill => {
  let made: ReturnType<typeof makeSpill> | undefined;
  const open = (): ReturnType<typeof makeSpill> => (made ??= make());
  return {
    write: (bytes) => {
      const room = open();
      return isStorageError(room) ? room : room.write(bytes);
    },
    read: (page, into) => {
      const room = open();
      return isStorageError(room) ? room : room.read(page, into);
    },
    bytes: () => (made === undefined || isStorageError(made) ? 0 : made.bytes()),
    close: () => {
      if (made !== undefined && !isStorageError(made)) made.close();
    },
  };
};

const isAction = (value: unknown): value is () => void => typeof value === "function";

/** Node's own way to collect garbage, which has to be asked for. */
const collector = (): (() => void) => {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  return isAction(collect) ? collect : () => undefined;
};

export const memory = (): Memory => {
  const constrained = process.constrainedMemory();
  const most = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return {
    process: { taken: () => process.memoryUsage.rss(), collect: collector() },
    most: Math.floor(PART * most),
    spill: () => lazily(makeSpill),
  };
};
