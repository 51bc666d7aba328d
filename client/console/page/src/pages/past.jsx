// What a document was before, and what was decided on it.
import { useState } from "preact/hooks";
import { useAsk } from "../ask.js";
import { useLink, usePlaceName } from "../context.js";
import { brief_id, moment } from "../format.js";
import { Asked, Panel, State } from "../parts/basics.jsx";
import { Table } from "../parts/table.jsx";
import { useText } from "../text.js";
import { act_name } from "../vocabulary.js";

export function Versions({ of }) {
  const t = useText();
  const to = useLink();
  const [pair, set_pair] = useState(null);
  const older = (version) => of.versions[of.versions.findIndex((v) => v.id === version.id) + 1];
  return (
    <Panel id="versions" title={t("Versions")} actions={of.receipt && <a href={to(["receipt", of.id])}>{t("Receipt")}</a>}>
      <Table caption={t("Versions")} rows={of.versions} row_key={(v) => v.id} row_class={(v) => (v.id === of.id ? "here" : "")}
        columns={[
          { key: "id", title: t("Number"), cell: (v) => (v.id === of.id ? <code>{brief_id(v.id)}</code> : <a href={to(["project", v.id])}><code>{brief_id(v.id)}</code></a>) },
          { key: "time", title: t("Received at"), cell: (v) => <span class="figure nowrap">{moment(v.time_ms)}</span> },
          { key: "position", title: t("Position"), kind: "figure", cell: (v) => `#${v.position}` },
          { key: "state", title: t("State"), cell: (v) => <State state={v.state} /> },
          { key: "by", title: t("By"), cell: (v) => (v.own ? t("this console's key") : <code>{brief_id(v.by)}</code>) },
          { key: "compare", title: t("Differences"), cell: (v) => older(v) ? <button type="button" class="plain small" onClick={() => set_pair([older(v).id, v.id])}>{t("Against the one before")}</button> : <span class="quiet">{t("the first one")}</span> },
        ]} />
      {pair && <Differences pair={pair} />}
    </Panel>
  );
}

function Differences({ pair: [before, after] }) {
  const t = useText();
  const asked = useAsk(`document/${before}/diff/${after}`, {}, () => false);
  return (
    <Asked of={asked}>
      {(data) => (
        <Table caption={t("Differences")} rows={data.differences} row_key={(d) => d.path} empty={t("The two are equal, but for their explanations.")}
          columns={[
            { key: "place", title: t("Where"), cell: (d) => d.place },
            { key: "before", title: t("Before"), wide: true, cell: (d) => (d.before === null ? <span class="quiet">{t("absent")}</span> : <del>{d.before || "∅"}</del>) },
            { key: "after", title: t("After"), wide: true, cell: (d) => (d.after === null ? <span class="quiet">{t("absent")}</span> : <ins>{d.after || "∅"}</ins>) },
          ]} />
      )}
    </Asked>
  );
}

export function History({ of }) {
  const t = useText();
  const place_name = usePlaceName();
  if (!of.history.length) return null;
  return (
    <Panel id="history" title={t("Decisions")}>
      <ol class="history">
        {of.history.map((d) => (
          <li key={d.position}>
            <p><strong>{act_name(t, d.act)}</strong> <span class="figure quiet">{moment(d.time_ms)} · #{d.position}</span> {d.status !== "JX_OK" && <span class="badge error">{d.status_text}</span>}</p>
            {d.reason && <p>{d.reason}</p>}
            {d.remarks.length > 0 && <ul class="remarks">{d.remarks.map((r) => <li key={r.rule + r.place}><strong>{place_name(of.form, r.place)}</strong> {r.rule && <code>{r.rule}</code>} {r.text}</li>)}</ul>}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
