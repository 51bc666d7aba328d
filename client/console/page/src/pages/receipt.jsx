// A receipt to print: what was received, when, at which place of the journal, and how anyone can check it.
import { download } from "../api.js";
import { useAsk } from "../ask.js";
import { useLink } from "../context.js";
import { moment } from "../format.js";
import { Asked, Title } from "../parts/basics.jsx";
import { useText } from "../text.js";
import { form_name } from "../vocabulary.js";

export function Receipt({ rest }) {
  const t = useText();
  const to = useLink();
  const id = rest[0] ?? "";
  const asked = useAsk(`receipt/${id}.json`, {}, () => false);
  const document = useAsk(`document/${id}`, {}, () => false);
  return (
    <>
      <Title actions={<><button type="button" class="primary" onClick={() => print()}>{t("Print")}</button><a class="button" href={download(`receipt/${id}`)} download>{t("The receipt's file")}</a></>}>{t("Receipt")}</Title>
      <Asked of={asked}>
        {(r) => (
          <article class="panel receipt">
            <h2>{t("Received by the county, signed")}</h2>
            <dl class="facts tall">
              <div><dt>{t("Project")}</dt><dd>{document.data?.project || "–"}</dd></div>
              <div><dt>{t("Form")}</dt><dd>{form_name(t, r.form)} {r.year}</dd></div>
              <div><dt>{t("Unit")}</dt><dd>{document.data?.unit_name} <span class="figure">{r.unit}</span></dd></div>
              <div><dt>{t("Received at")}</dt><dd class="figure">{moment(r.time_ms)} {t("(China time)")}</dd></div>
              <div><dt>{t("Journal position")}</dt><dd class="figure">#{r.position}</dd></div>
              <div><dt>{t("Number (BLAKE2b-256 of what was sent)")}</dt><dd><code class="long">{r.id}</code></dd></div>
              <div><dt>{t("Sent under the key")}</dt><dd><code class="long">{r.sender}</code></dd></div>
              <div><dt>{t("County")}</dt><dd><code class="long">{r.county}</code></dd></div>
              <div><dt>{t("Signature and place in the journal")}</dt><dd>{r.verified ? <span class="badge good">{t("verified")}</span> : <span class="badge error">{t("not verified")}</span>}</dd></div>
            </dl>
            <p class="small quiet">{t("Anyone can check the receipt's file without the server: jixiao verify FILE.")}</p>
            <p class="actions"><a href={to(["project", r.id])}>{t("To the document")}</a></p>
          </article>
        )}
      </Asked>
    </>
  );
}
