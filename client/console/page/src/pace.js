// How far a run over a year is, and how fast it goes.

export const is_complete = (run) => run.published > 0 || run.cursor >= run.run;

// How much of what was there when it began it has seen, from 0 to 1.
export function part_of(run) {
  const whole = run.run - run.first;
  return is_complete(run) || whole <= 0 ? 1 : Math.max(0, run.cursor - run.first) / whole;
}

// Documents a second and seconds left, from two looks at a run; null where two looks do not say.
export function pace(before, now) {
  const seconds = (now.at - before.at) / 1000;
  const documents = now.run.documents - before.run.documents;
  const gained = part_of(now.run) - part_of(before.run);
  if (seconds <= 0 || documents <= 0) return { rate: null, left: null };
  return { rate: documents / seconds, left: gained > 0 ? Math.ceil((seconds * (1 - part_of(now.run))) / gained) : null };
}
