/** Ctrl-C: the first asks the exploration to end with what it knows, the second ends the program. */

export type Interruption = {
  readonly signal: AbortSignal;
  /** To be called at each interruption. */
  readonly interrupt: () => void;
};

/** The exit code of a program that SIGINT ended. */
export const INTERRUPTED = 130;

export const interruption = (say: (line: string) => void, exit: (code: number) => void): Interruption => {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    interrupt: () => {
      if (controller.signal.aborted) exit(INTERRUPTED);
      else say("ending with what is known so far; once more ends at once");
      controller.abort();
    },
  };
};
