// Closing a year, and opening it again by two persons.
import { useEffect, useState } from "preact/hooks";
import { post } from "../api.js";
import { useAsk } from "../ask.js";
import { usePage } from "../context.js";
import { grouped } from "../format.js";
import { Asked, Title } from "../parts/basics.jsx";
import { ReasonDialog } from "../parts/sending.jsx";
import { Table } from "../parts/table.jsx";
import { useText } from "../text.js";
import { act_name } from "../vocabulary.js";
import { said_of } from "./acts.jsx";

const RENEW_MS = 3000; // a year's state is no document's: no event tells of it

export function Year() {
  const t = useText();
  const { scope } = usePage();
  const years = useAsk("years", {}, () => false);
  const [act, set_act] = useState(null);
  useEffect(() => { const timer = setInterval(years.renew, RENEW_MS); return () => clearInterval(timer); }, [years.renew]);
  return (
    <>
      <Title note={t("What is approved in a closed year cannot be changed any more; opening it again takes two persons.")}>{t("Close or reopen")}</Title>
      <Asked of={years}>
        {(data) => (
          <div class="panel flush">
            <Table caption={t("Close or reopen")} rows={years_of(data, scope.year)} row_key={(r) => r.year}
              columns={[
                { key: "year", title: t("Budget year"), cell: (r) => <span class="figure">{r.year}</span> },
                { key: "state", title: t("State"), cell: (r) => <YearState year={r} /> },
                { key: "act", title: t("Act"), wide: true, cell: (r) => <Act year={r} onAct={(name) => set_act({ name, year: r.year })} /> },
              ]} />
          </div>
        )}
      </Asked>
      {act && <Decide act={act.name} year={act.year} onClose={() => set_act(null)} onDone={() => { set_act(null); years.renew(); }} />}
    </>
  );
}

function years_of(data, shown) {
  const all = data.years.includes(shown) ? data.years : [shown, ...data.years];
  return all.map((year) => ({ year, ...data.closed.find((c) => c.year === year) }));
}

function YearState({ year }) {
  const t = useText();
  if (!year.position) return <span class="badge info">{t("Open")}</span>;
  return <><span class="badge good">{t("Closed")}</span> <span class="small quiet figure">#{grouped(year.position)}</span></>;
}

function Act({ year, onAct }) {
  const t = useText();
  if (!year.position) return <button type="button" onClick={() => onAct("close")}>{act_name(t, "close")}<span class="hidden-text"> {year.year}</span></button>;
  if (year.own) return <span class="badge explain">{t("Reopening was asked for by you (#{position}); a second person has to agree.", { position: grouped(year.asked) })}</span>;
  return (
    <span class="row">
      {year.asked > 0 && <span class="badge explain">{t("Somebody asked for it to be opened again (#{position}).", { position: grouped(year.asked) })}</span>}
      <button type="button" onClick={() => onAct("reopen")}>{year.asked > 0 ? t("Agree to reopen") : t("Ask to reopen")}<span class="hidden-text"> {year.year}</span></button>
    </span>
  );
}

function Decide({ act, year, onDone, onClose }) {
  const t = useText();
  const { say } = usePage();
  const word = act_name(t, act);
  async function send(reason) {
    say(said_of(t, await post(`act/${act}`, { year, reason }), word));
    onDone();
  }
  return <ReasonDialog title={`${word}: ${year}`} word={word} onSend={send} onClose={onClose} />;
}
