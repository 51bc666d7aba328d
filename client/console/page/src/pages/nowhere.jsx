import { Title } from "../parts/basics.jsx";
import { link } from "../router.js";
import { useText } from "../text.js";

export function Nowhere() {
  const t = useText();
  return <><Title>{t("There is no such page")}</Title><p><a href={link([])}>{t("To the beginning")}</a></p></>;
}
