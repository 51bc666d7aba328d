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

export const may_supervise = (session) => session.role !== "township";
export const may_submit = (session) => session.role !== "supervisor";
export const may_decide = (session) => session.role === "county" || session.role === "department";
