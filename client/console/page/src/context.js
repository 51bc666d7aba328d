// What every part of the page may want to know: who is signed in, which year and form are looked at, what the forms are called.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { link } from "./router.js";

export const Page = createContext(null);
export const usePage = () => useContext(Page);

// A link that stays in the year and form that are looked at.
export function useLink() {
  const { scope } = usePage();
  return (path, query) => link(path, { year: scope.year, form: scope.form, ...query });
}

// "/indicators/3/actual" in the words of the form: 绩效指标 4 实际完成值.
export function usePlaceName() {
  const { forms } = usePage();
  return (form, pointer) => {
    let fields = forms?.find((f) => f.form === form)?.fields;
    const words = [];
    for (const part of pointer.split("/").slice(1)) {
      const field = fields?.find((f) => f.name === part);
      if (field) { words.push(field.title); fields = field.fields; }
      else words.push(/^\d+$/.test(part) ? String(Number(part) + 1) : part);
    }
    return words.join(" ");
  };
}

export const may_supervise = (session) => session.role !== "township";
export const may_submit = (session) => session.role !== "supervisor";
export const may_decide = (session) => session.role === "county" || session.role === "department";
export const is_county = (session) => session.role === "county";
