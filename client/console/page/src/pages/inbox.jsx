// What came back to the unit, with the comments, and what is to be done about it.
import { useState } from "preact/hooks";
import { post } from "../api.js";
import { useAsk } from "../ask.js";
import { useLink, usePage, usePlaceName } from "../context.js";
import { minute } from "../format.js";
import { Asked, Empty, Failure, Panel, State, Title } from "../parts/basics.jsx";
import { go } from "../router.js";
import { useText } from "../text.js";
import { act_name, form_name } from "../vocabulary.js";
import { DocumentTable } from "./projects.jsx";

const CORRECTABLE = new Set(["returned", "rejected", "conflict"]);

export function Inbox() {
  const t = useText();
  const asked = useAsk("inbox", { since: 0 });
  return (
    <>
      <Title note={t("Returned documents first; what you corrected since is left out.")}>{t("What came back")}</Title>
      <Asked of={asked}>
        {({ items }) => (items.length ? <Items items={items} /> : <Empty>{t("Nothing came back.")}</Empty>)}
      </Asked>
    </>
  );
}

const says = ({ decision }) => Boolean(decision && (decision.reason || decision.remarks.length));

// A card for what wants something or says something, a line for the rest.
function Items({ items }) {
  const t = useText();
  const loud = (item) => says(item) || CORRECTABLE.has(item.state);
  const cards = items.filter(loud), lines = items.filter((item) => !loud(item));
  return (
    <>
      {cards.length > 0 && <ol class="inbox">{cards.map((item) => <Item key={item.id} item={item} />)}</ol>}
      {lines.length > 0 && <Panel id="decided" title={t("Decided without a word")}><DocumentTable rows={lines} columns={["project", "form", "period", "unit_name", "state", "time"]} caption={t("Decided without a word")} /></Panel>}
    </>
  );
}

function Item({ item }) {
  const t = useText();
  const to = useLink();
  const { session } = usePage();
  const place_name = usePlaceName();
  const [error, set_error] = useState(null);
  async function correct() {
    try {
      const draft = await post(`draft/from/${item.id}`);
      go(["draft", draft.draft]);
    } catch (refusal) { set_error(refusal); }
  }
  const { decision } = item;
  return (
    <li class="panel">
      <div class="row apart">
        <div>
          <h2><a href={to(["project", item.id])}>{item.project || form_name(t, item.form)}</a></h2>
          <p class="small quiet">{form_name(t, item.form)} {item.year} {item.period} · {item.unit_name || item.unit} · <span class="figure">{minute(item.time_ms)}</span></p>
        </div>
        <div class="row"><State state={item.state} />{CORRECTABLE.has(item.state) && item.unit === session.unit && <button type="button" class="primary" onClick={correct}>{t("Correct")}</button>}</div>
      </div>
      {says(item) && (
        <div class="quote">
          <p><strong>{act_name(t, decision.act)}:</strong> {decision.reason}</p>
          {decision.remarks.length > 0 && <ul class="remarks">{decision.remarks.map((r) => <li key={r.rule + r.place}><strong>{place_name(item.form, r.place) || r.rule}</strong> {r.text}</li>)}</ul>}
        </div>
      )}
      {error && <Failure error={error} />}
    </li>
  );
}
