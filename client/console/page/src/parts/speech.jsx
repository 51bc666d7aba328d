// The other language, named in itself.
export function Speech({ language, set_language }) {
  const other = language === "zh" ? "en" : "zh";
  return <button type="button" lang={other === "zh" ? "zh-CN" : "en"} onClick={() => set_language(other)}>{other === "zh" ? "中文" : "English"}</button>;
}
