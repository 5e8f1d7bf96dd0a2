/** What a generator returns, whatever it yields on the way. */
export const finished = <R>(steps: Generator<unknown, R>): R => {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
};
