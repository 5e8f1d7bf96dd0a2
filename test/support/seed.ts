/** One seed for every random test, printed once, and set by CI: `FC_SEED=n npm test` runs the same inputs again. */
export const setup = (): void => {
  process.env["FC_SEED"] ??= String(Date.now() % 1_000_000);
  console.log(`random tests: FC_SEED=${process.env["FC_SEED"]}`);
};
